"""An annotation belongs to an alpha feature.

## What it checks
Istio's annotations on Namespaces, Services, Pods and Deployments with status alpha. Those that the CNI plug-in writes
itself are left out on pods without an init container istio-init. Optional: select it by name or code.

## Why it matters
Alpha features may change or go without notice.

## Example
Bad, if only stable features are wanted:
```yaml
annotations: {sidecar.istio.io/logLevel: debug}
```
Good: the setting in a stable place, such as the Telemetry API or mesh configuration.

## How to fix
Decide whether you accept alpha features.

## Source
istio/istio pkg/config/analysis/analyzers/maturity/maturity.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0136
from meshctl.analyze.known_annotations import ANNOTATED_KINDS, mesh_annotations
from meshctl.analyze.rule import RuleMeta
from meshctl.mesh.annotation import Status
from meshctl.model.kinds import POD
from meshctl.model.workloads import workload_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="annotations/alpha-annotation",
    messages=(IST0136,),
    kinds=ANNOTATED_KINDS,
    link="https://istio.io/latest/docs/reference/config/analysis/ist0136/",
    analyzers=("annotations.AlphaAnalyzer",),
    optional=True,
)

_WRITTEN_BY_CNI = frozenset(
    {
        "sidecar.istio.io/interceptionMode",
        "traffic.sidecar.istio.io/includeInboundPorts",
        "traffic.sidecar.istio.io/excludeInboundPorts",
        "traffic.sidecar.istio.io/includeOutboundIPRanges",
    },
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem an annotation."""
    for each in mesh_annotations(snapshot):
        if each.row is None or not each.in_upstream_scope or each.row.status is not Status.ALPHA:
            continue
        if each.name not in _WRITTEN_BY_CNI or not _uses_cni(each.resource):
            yield IST0136.at(each.resource, each.path, on_key=True, annotation=each.name)


def _uses_cni(resource: MeshResource) -> bool:
    if resource.kind != POD:
        return False
    return not any(
        container.get("name") == "istio-init" for _, container in workload_of(resource).containers(init=True)
    )
