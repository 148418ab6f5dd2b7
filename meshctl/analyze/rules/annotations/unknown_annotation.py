"""An annotation in a mesh's domain is none of that mesh's.

## What it checks
Annotations in the domain of a mesh are in that mesh's table: `istio.io` and below, `config.linkerd.io`,
`envoy.meshctl.io`. In `linkerd.io` itself, which extensions share, only what is near a known name is told. Istio's on
Namespaces, Services, Pods and Deployments give IST0108; those of pod templates, of other workload kinds and of other
families give MSH0120.

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
istio/istio pkg/config/analysis/analyzers/annotations/annotations.go; istio/api annotation/annotations.yaml;
linkerd/linkerd2 pkg/k8s/labels.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.findings import Edit, Fix
from meshctl.analyze.istio_messages import IST0108
from meshctl.analyze.known_annotations import ANNOTATED_KINDS, MeshAnnotation, mesh_annotations
from meshctl.analyze.meshctl_messages import MSH0120
from meshctl.analyze.nearest import nearest_name
from meshctl.analyze.rule import RuleMeta

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="annotations/unknown-annotation",
    messages=(IST0108, MSH0120),
    kinds=ANNOTATED_KINDS,
    link="https://istio.io/latest/docs/reference/config/analysis/ist0108/",
    analyzers=("annotations.K8sAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem an annotation."""
    for each in mesh_annotations(snapshot):
        if each.row is not None:
            continue
        near = None if each.name in each.family.labels else _near(each)
        if near is not None or not each.family.is_open(each.name):
            yield _problem(each, near)


def _near(each: MeshAnnotation) -> str | None:
    return nearest_name(each.name, (row.name for row in each.family.table.values() if row.listed))


def _problem(each: MeshAnnotation, near: str | None) -> Problem:
    if each.name in each.family.labels:
        remedy = "It is a label: move it to metadata.labels."
    else:
        remedy = f"Did you mean {near}?" if near else "Correct the name or remove the annotation."
    renames = near is not None and near not in each.siblings
    edits = (Edit(action="rename", path=each.path, value=near),)
    fix = Fix(title=f"Rename to {near}", edits=edits) if renames else None
    message = each.choose(IST0108, MSH0120)
    return message.at(
        each.resource, each.path, on_key=True, fix=fix, annotation=each.name, family=each.family.name, remedy=remedy
    )
