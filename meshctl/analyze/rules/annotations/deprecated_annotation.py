"""An annotation is deprecated.

## What it checks
Annotations of the mesh that are marked deprecated. Istio's inject annotation beside the label of the same name passes.
Istio's on Namespaces, Services, Pods and Deployments give IST0135; those of pod templates, of other workload kinds and
of other families (Linkerd) give MSH0123.

## Why it matters
It may stop working with any release.

## Example
Bad:
```yaml
kind: Pod
metadata: {annotations: {sidecar.istio.io/inject: "false"}}
```
Good:
```yaml
kind: Pod
metadata: {labels: {sidecar.istio.io/inject: "false"}}
```

## How to fix
Use the replacement the message names; `--fix` turns annotations into labels where a label of the same name replaces
them, and renames those that have a new name.

## Source
istio/istio pkg/config/analysis/analyzers/annotations/annotations.go; istio/api annotation/annotations.yaml;
linkerd/linkerd2 pkg/k8s/labels.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.findings import Edit, Fix
from meshctl.analyze.istio_messages import IST0135
from meshctl.analyze.known_annotations import ANNOTATED_KINDS, MeshAnnotation, mesh_annotations
from meshctl.analyze.meshctl_messages import MSH0123
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig
from meshctl.model.workloads import INJECT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.mesh.annotation import Annotation
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="annotations/deprecated-annotation",
    messages=(IST0135, MSH0123),
    kinds=ANNOTATED_KINDS,
    link="https://istio.io/latest/docs/reference/config/analysis/ist0135/",
    analyzers=("annotations.K8sAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem an annotation, wherever it stands."""
    for each in mesh_annotations(snapshot):
        if each.row is None or not each.row.deprecated:
            continue
        if each.name != INJECT or INJECT not in each.labels:
            message = each.choose(IST0135, MSH0123)
            yield message.at(
                each.resource,
                each.path,
                on_key=True,
                fix=_fix(each, each.row),
                annotation=each.name,
                remedy=f"Use {each.row.replacement}." if each.row.replacement else "Remove it.",
            )


def _fix(each: MeshAnnotation, row: Annotation) -> Fix | None:
    """The move to the label of the same name, or the new name, where that is the replacement and the kind reads it."""
    if row.replacement in each.family.table and row.replacement not in each.siblings:
        edit = Edit(action="rename", path=each.path, value=row.replacement)
        return Fix(title=f"Rename to {row.replacement}", edits=(edit,))
    if row.replacement != f"the label {each.name}" or not row.allowed_on(each.kind):
        return None
    return Fix(
        title=f"Move {each.name} to the labels", edits=(Edit(action="remove", path=each.path), _label_edit(each))
    )


def _label_edit(each: MeshAnnotation) -> Edit:
    path = (*each.holder, "metadata", "labels")
    if dig(each.resource.value, *path) is None:
        return Edit(action="set", path=path, value={each.name: each.value})
    return Edit(action="set", path=(*path, each.name), value=each.value)
