"""An annotation is deprecated.

## What it checks
Istio's annotations on Namespaces, Services, Pods and Deployments that are marked deprecated. The inject annotation
beside the label of the same name passes.

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
them.

## Source
istio/istio pkg/config/analysis/analyzers/annotations/annotations.go; istio/api annotation/annotations.yaml
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.fields import dig
from meshctl.analyze.findings import Edit, Fix
from meshctl.analyze.istio_messages import IST0135
from meshctl.analyze.known_annotations import ANNOTATED_KINDS, annotation_path, mesh_annotations
from meshctl.analyze.rule import RuleMeta
from meshctl.analyze.workloads import INJECT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.analyze.resource import MeshResource
    from meshctl.analyze.snapshot import Snapshot
    from meshctl.mesh.annotation import Annotation

META = RuleMeta(
    slug="annotations/deprecated-annotation",
    messages=(IST0135,),
    kinds=ANNOTATED_KINDS,
    link="https://istio.io/latest/docs/reference/config/analysis/ist0135/",
    analyzers=("annotations.K8sAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem an annotation, wherever it stands."""
    for resource in snapshot.every(*ANNOTATED_KINDS):
        for name, value, row in mesh_annotations(resource):
            if row is None or not row.listed or not row.deprecated:
                continue
            if name != INJECT or INJECT not in resource.labels:
                yield IST0135.at(
                    resource,
                    annotation_path(name),
                    on_key=True,
                    fix=_label_fix(resource, name, value, row),
                    annotation=name,
                    remedy=f"Use {row.replacement}." if row.replacement else "Remove it.",
                )


def _label_fix(resource: MeshResource, name: str, value: str, row: Annotation) -> Fix | None:
    """The move to the label of the same name, where that is the replacement and the kind reads it."""
    if row.replacement != f"the label {name}" or "Pod" not in row.on or resource.kind != "Pod":
        return None
    edits = [Edit(action="remove", path=annotation_path(name))]
    if dig(resource.value, "metadata", "labels") is None:
        edits.append(Edit(action="set", path=("metadata", "labels"), value={name: value}))
    else:
        edits.append(Edit(action="set", path=("metadata", "labels", name), value=value))
    return Fix(title=f"Move {name} to the labels", edits=tuple(edits))
