"""The value of an annotation cannot be parsed.

## What it checks
Istio's annotations with a defined form: ports, address ranges, interface names, numbers, quantities, booleans, the
interception mode and the proxy configuration.

## Why it matters
Injection refuses the pod, or the setting is dropped.

## Example
Bad:
```yaml
traffic.sidecar.istio.io/excludeOutboundIPRanges: 10.0.0.1
```
Good:
```yaml
traffic.sidecar.istio.io/excludeOutboundIPRanges: 10.0.0.1/32
```

## How to fix
Correct the value as the message says.

## Source
istio/istio pkg/kube/inject/validate.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0125
from meshctl.analyze.kinds import short_kind
from meshctl.analyze.known_annotations import ANNOTATED_KINDS, annotation_path, mesh_annotations
from meshctl.analyze.rule import RuleMeta

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.analyze.snapshot import Snapshot

META = RuleMeta(
    slug="annotations/invalid-value",
    messages=(IST0125,),
    kinds=ANNOTATED_KINDS,
    link="https://istio.io/latest/docs/reference/config/analysis/ist0125/",
    analyzers=("annotations.K8sAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem an annotation; those valid on any kind, and misplaced ones, are not parsed."""
    for resource in snapshot.every(*ANNOTATED_KINDS):
        for name, value, row in mesh_annotations(resource):
            if row is None or not row.listed or row.check is None or short_kind(resource.kind) not in row.on:
                continue
            problem = row.check(value)
            if problem is not None:
                yield IST0125.at(resource, annotation_path(name), annotation=name, problem=problem)
