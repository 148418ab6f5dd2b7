"""A known annotation sits on a kind it does not apply to.

## What it checks
Annotations of the mesh are on a kind that reads them. Istio's on Namespaces, Services, Pods and Deployments give
IST0107; those of pod templates, of other workload kinds and of other families (Linkerd, standalone Envoy) give MSH0121.

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
from meshctl.analyze.known_annotations import ANNOTATED_KINDS, MeshAnnotation, mesh_annotations
from meshctl.analyze.meshctl_messages import MSH0121
from meshctl.analyze.rule import RuleMeta
from meshctl.model.kinds import POD, POD_TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="annotations/misplaced-annotation",
    messages=(IST0107, MSH0121),
    kinds=ANNOTATED_KINDS,
    link="https://istio.io/latest/docs/reference/config/analysis/ist0107/",
    analyzers=("annotations.K8sAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem an annotation."""
    for each in mesh_annotations(snapshot):
        if each.row is None or each.row.allowed_on(each.kind):
            continue
        wanted = ", ".join(each.row.on)
        if POD in each.row.on and each.resource.kind in POD_TEMPLATES:
            wanted = f"the pod template ({'.'.join(map(str, POD_TEMPLATES[each.resource.kind]))}.metadata.annotations)"
        message = each.choose(IST0107, MSH0121)
        yield message.at(
            each.resource, each.path, on_key=True, annotation=each.name, kind=_described(each), wanted=wanted
        )


def _described(each: MeshAnnotation) -> str:
    return "pod template" if each.holder else each.kind
