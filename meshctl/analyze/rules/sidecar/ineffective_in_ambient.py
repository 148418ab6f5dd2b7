"""A Sidecar is meant for workloads that have no sidecar.

## What it checks
Sidecars without a selector in a namespace in ambient mode, and Sidecars whose selector picks a pod in ambient mode.

## Why it matters
Ambient workloads have no proxy of their own that the Sidecar could configure.

## Example
Bad: a Sidecar in a namespace labelled `istio.io/dataplane-mode: ambient`.
Good: no Sidecar there; a waypoint and AuthorizationPolicies restrict traffic.

## How to fix
Remove the Sidecar.

## Source
istio/istio pkg/config/analysis/analyzers/sidecar/selector.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0167
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig, labels_of
from meshctl.model.kinds import NAMESPACE, SIDECAR
from meshctl.model.snapshot import namespace_labels
from meshctl.model.workloads import WORKLOAD_KINDS, is_ambient_namespace, is_ambient_pod, workload_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="sidecar/ineffective-in-ambient",
    messages=(IST0167,),
    kinds=(SIDECAR, NAMESPACE, *WORKLOAD_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0167/",
    analyzers=("sidecar.SelectorAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Sidecar."""
    for sidecar in snapshot.every(SIDECAR):
        reason = _reason(sidecar, snapshot)
        if reason:
            yield IST0167.at(sidecar, reason=reason)


def _reason(sidecar: MeshResource, snapshot: Snapshot) -> str:
    selector = labels_of(dig(sidecar.spec, "workloadSelector", "labels"))
    if not selector:
        ambient = is_ambient_namespace(namespace_labels(snapshot, sidecar.namespace) or {})
        return f"namespace {sidecar.namespace} is in ambient mode, where Sidecars have no effect" if ambient else ""
    pods = snapshot.derived(workload_table).matching(selector, sidecar.namespace)
    hit = next((pod for pod in pods if is_ambient_pod(pod)), None)
    return "" if hit is None else f"pod {hit.resource.name} is in ambient mode, where Sidecars have no effect"
