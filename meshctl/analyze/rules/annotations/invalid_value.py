"""The value of an annotation cannot be parsed.

## What it checks
Annotations of the mesh with a defined form: ports, address ranges, interface names, numbers, quantities, booleans,
durations, the interception mode and the proxy configuration. Istio's on Namespaces, Services, Pods and Deployments give
IST0125; those of pod templates, of other workload kinds and of other families (Linkerd, standalone Envoy) give MSH0122.

## Why it matters
Istio refuses to inject the pod; Linkerd drops the setting without a word.

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
istio/istio pkg/kube/inject/validate.go; linkerd/linkerd2 pkg/inject/inject.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0125
from meshctl.analyze.known_annotations import ANNOTATED_KINDS, mesh_annotations
from meshctl.analyze.meshctl_messages import MSH0122
from meshctl.analyze.rule import RuleMeta

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="annotations/invalid-value",
    messages=(IST0125, MSH0122),
    kinds=ANNOTATED_KINDS,
    link="https://istio.io/latest/docs/reference/config/analysis/ist0125/",
    analyzers=("annotations.K8sAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem an annotation; those valid on any kind, and misplaced ones, are not parsed."""
    for each in mesh_annotations(snapshot):
        if each.row is None or each.row.check is None or each.kind not in each.row.on:
            continue
        problem = each.row.check(each.value)
        if problem is not None:
            message = each.choose(IST0125, MSH0122)
            yield message.at(each.resource, each.path, annotation=each.name, problem=problem)
