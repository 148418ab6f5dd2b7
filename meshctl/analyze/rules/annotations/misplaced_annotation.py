"""A known annotation sits on a kind it does not apply to.

## What it checks
Istio's annotations on Namespaces, Services, Pods and Deployments are on a kind that reads them.

## Why it matters
It has no effect there. Pod annotations belong on the pod template of a Deployment, not on the Deployment.

## Example
Bad:
```yaml
kind: Deployment
metadata:
  annotations: {proxy.istio.io/config: "concurrency: 1"}
```
Good:
```yaml
kind: Deployment
spec:
  template:
    metadata:
      annotations: {proxy.istio.io/config: "concurrency: 1"}
```

## How to fix
Move it to a kind that reads it.

## Source
istio/istio pkg/config/analysis/analyzers/annotations/annotations.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0107
from meshctl.analyze.kinds import POD, POD_TEMPLATES, short_kind
from meshctl.analyze.known_annotations import ANNOTATED_KINDS, annotation_path, mesh_annotations
from meshctl.analyze.rule import RuleMeta

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.analyze.snapshot import Snapshot

META = RuleMeta(
    slug="annotations/misplaced-annotation",
    messages=(IST0107,),
    kinds=ANNOTATED_KINDS,
    link="https://istio.io/latest/docs/reference/config/analysis/ist0107/",
    analyzers=("annotations.K8sAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem an annotation."""
    for resource in snapshot.every(*ANNOTATED_KINDS):
        kind = short_kind(resource.kind)
        for name, _, row in mesh_annotations(resource):
            if row is not None and row.listed and not row.allowed_on(kind):
                wanted = ", ".join(row.on)
                if POD in row.on and resource.kind in POD_TEMPLATES:
                    wanted = "the pod template (spec.template.metadata.annotations)"
                yield IST0107.at(
                    resource, annotation_path(name), on_key=True, annotation=name, kind=kind, wanted=wanted
                )
