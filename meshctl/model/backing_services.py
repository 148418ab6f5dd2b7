"""Which Services stand before which Deployments of the mesh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.model.fields import labels_of
from meshctl.model.kinds import DEPLOYMENT, SERVICE
from meshctl.model.workloads import in_mesh, workload_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

_WAYPOINT = "istio.io-mesh-controller"


def backed_deployments(snapshot: Snapshot) -> Iterator[tuple[MeshResource, list[MeshResource]]]:
    """Each Deployment in the mesh, waypoints left out, with the Services of its namespace that select its pods.

    Source: istio/istio pkg/config/analysis/analyzers/deployment/services.go.
    """
    by_namespace: dict[str, list[tuple[dict[str, str], MeshResource]]] = {}
    for service in snapshot.of_kind(SERVICE):
        selector = labels_of(service.spec.get("selector"))
        if selector:
            by_namespace.setdefault(service.namespace, []).append((selector, service))
    for deployment in snapshot.of_kind(DEPLOYMENT):
        template = workload_of(deployment)
        managed = deployment.labels.get("gateway.istio.io/managed") == _WAYPOINT
        if not managed and in_mesh(template, snapshot):
            candidates = by_namespace.get(deployment.namespace, [])
            labels = template.labels.items()
            yield deployment, [service for selector, service in candidates if selector.items() <= labels]
