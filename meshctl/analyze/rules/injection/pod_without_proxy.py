"""A pod of an injected namespace has no proxy.

## What it checks
Pods (not templates) in namespaces labelled `istio-injection: enabled` have a container or init container istio-proxy,
unless they opt out or use the host's network.

## Why it matters
The pod runs outside the mesh: it was created before the label was set, or while the webhook was down.

## Example
Bad: a Pod dumped from an injected namespace with the application container only.
Good: the same with a container `istio-proxy`, or with the label `sidecar.istio.io/inject: "false"`.

## How to fix
Restart the workload.

## Source
istio/istio pkg/config/analysis/analyzers/injection/injection.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0103
from meshctl.analyze.rule import RuleMeta
from meshctl.model.kinds import NAMESPACE, POD
from meshctl.model.snapshot import namespace_labels
from meshctl.model.workloads import DATAPLANE_MODE, INJECT, NAMESPACE_INJECTION, has_proxy, workload_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot
    from meshctl.model.workloads import Workload

META = RuleMeta(
    slug="injection/pod-without-proxy",
    messages=(IST0103,),
    kinds=(NAMESPACE, POD),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0103/",
    analyzers=("injection.Analyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a pod."""
    for resource in snapshot.every(POD):
        labels = namespace_labels(snapshot, resource.namespace) or {}
        injected = labels.get(NAMESPACE_INJECTION) == "enabled" and labels.get(DATAPLANE_MODE) != "ambient"
        pod = workload_of(resource)
        if injected and resource.namespace != snapshot.settings.istio_namespace and _should_have_proxy(pod):
            yield IST0103.at(resource, pod=resource.full_name)


def _should_have_proxy(pod: Workload) -> bool:
    opted_out = pod.labels.get(INJECT, pod.annotations.get(INJECT, "")).lower() == "false"
    return not opted_out and pod.spec.get("hostNetwork") is not True and not has_proxy(pod)
