"""Several Sidecars select one workload.

## What it checks
No pod or pod template is selected by two Sidecars of its namespace. Pods in ambient mode are another rule's matter.

## Why it matters
Only one Sidecar applies, and which one is not defined.

## Example
Bad: two Sidecars with `workloadSelector: {labels: {app: cart}}`.
Good: one Sidecar per workload.

## How to fix
Narrow the selectors.

## Source
istio/istio pkg/config/analysis/analyzers/sidecar/selector.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0110
from meshctl.analyze.policies import joined_names, overlaps, rivals
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig, labels_of
from meshctl.model.kinds import SIDECAR
from meshctl.model.workloads import WORKLOAD_KINDS, is_ambient_pod

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="sidecar/overlapping-selectors",
    messages=(IST0110,),
    kinds=(SIDECAR, *WORKLOAD_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0110/",
    analyzers=("sidecar.SelectorAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Sidecar and workload."""
    sidecars = [sidecar for sidecar in snapshot.of_kind(SIDECAR) if _selector(sidecar)]
    for workload, group in overlaps(snapshot, sidecars, _selector):
        if is_ambient_pod(workload):
            continue
        for sidecar in group:
            yield IST0110.at(
                sidecar,
                ("spec", "workloadSelector"),
                related=rivals(group, sidecar, "selects it too"),
                names=joined_names(group),
                namespace=sidecar.namespace,
                pod=workload.resource.full_name,
            )


def _selector(sidecar: MeshResource) -> dict[str, str]:
    return labels_of(dig(sidecar.spec, "workloadSelector", "labels"))
