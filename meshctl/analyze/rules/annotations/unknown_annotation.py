"""An annotation in Istio's domain is none of Istio's.

## What it checks
Annotations of Namespaces, Services, Pods and Deployments whose domain ends in `istio.io` are in the published table.

## Why it matters
A misspelt annotation is ignored without a word.

## Example
Bad:
```yaml
annotations: {traffic.sidecar.istio.io/excludeInboundPort: "8080"}
```
Good:
```yaml
annotations: {traffic.sidecar.istio.io/excludeInboundPorts: "8080"}
```

## How to fix
Correct the name; `--fix` does so where one known name is near.

## Source
istio/istio pkg/config/analysis/analyzers/annotations/annotations.go; istio/api annotation/annotations.yaml
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.findings import Edit, Fix
from meshctl.analyze.istio_messages import IST0108
from meshctl.analyze.known_annotations import ANNOTATED_KINDS, annotation_path, mesh_annotations
from meshctl.analyze.nearest import nearest_name
from meshctl.analyze.rule import RuleMeta
from meshctl.mesh.istio.annotations import ANNOTATIONS, LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.analyze.resource import MeshResource
    from meshctl.analyze.snapshot import Snapshot

META = RuleMeta(
    slug="annotations/unknown-annotation",
    messages=(IST0108,),
    kinds=ANNOTATED_KINDS,
    link="https://istio.io/latest/docs/reference/config/analysis/ist0108/",
    analyzers=("annotations.K8sAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem an annotation."""
    for resource in snapshot.every(*ANNOTATED_KINDS):
        for name, _, row in mesh_annotations(resource):
            if row is None or not row.listed:
                yield _unknown(resource, name)


def _unknown(resource: MeshResource, name: str) -> Problem:
    path = annotation_path(name)
    near = None if name in LABELS else nearest_name(name, (row.name for row in ANNOTATIONS.values() if row.listed))
    if name in LABELS:
        remedy = "It is a label: move it to metadata.labels."
    else:
        remedy = f"Did you mean {near}?" if near else "Correct the name or remove the annotation."
    renames = near is not None and near not in resource.annotations
    fix = Fix(title=f"Rename to {near}", edits=(Edit(action="rename", path=path, value=near),)) if renames else None
    return IST0108.at(resource, path, on_key=True, fix=fix, annotation=name, remedy=remedy)
