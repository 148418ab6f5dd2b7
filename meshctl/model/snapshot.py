"""All resources of one cluster under analysis, frozen, with look-ups by kind, namespace and name.

Derived tables (services, workloads, subsets) are built on first use by functions of their own modules and kept here:
`snapshot.derived(service_index)`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from meshctl.model.kinds import NAMESPACE, POD, SERVICE
from meshctl.model.resource import MeshResource, mesh_resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from meshctl.model.settings import Settings

T = TypeVar("T")


class Snapshot:
    """A read-only index of resources.

    Two resources of one kind, namespace and name are one object: the later hides the earlier, as it would in a
    cluster. `of_kind` leaves hidden ones out, `every` keeps them (one repository may describe several clusters).
    """

    def __init__(
        self,
        resources: Iterable[MeshResource],
        settings: Settings,
        *,
        cluster: str = "",
        peers: Mapping[str, Snapshot] = MappingProxyType({}),
    ) -> None:
        self.settings = settings
        self.cluster = cluster
        self.peers = peers
        self.resources = tuple(resources)
        self.kinds_read: set[str] = set()
        self._by_key = {resource.key: resource for resource in self.resources}
        self._all = _group(self.resources)
        self._live = _group(resource for resource in self.resources if self._by_key[resource.key] is resource)
        self._derived: dict[Callable[[Snapshot], Any], Any] = {}

    def of_kind(self, *kinds: str) -> Sequence[MeshResource]:
        """Resources of these kinds in order of reading, kind by kind, hidden ones left out."""
        return self._select(self._live, kinds)

    def every(self, *kinds: str) -> Sequence[MeshResource]:
        """Like `of_kind`, hidden resources included."""
        return self._select(self._all, kinds)

    def find(self, kind: str, namespace: str, name: str) -> MeshResource | None:
        """The resource of that identity, the last one read."""
        self.kinds_read.add(kind)
        return self._by_key.get((kind, namespace, name))

    def derived(self, build: Callable[[Snapshot], T]) -> T:
        """The table that `build` makes of this snapshot, made once."""
        if build not in self._derived:
            self._derived[build] = build(self)
        return cast("T", self._derived[build])

    def _select(self, table: Mapping[str, list[MeshResource]], kinds: Sequence[str]) -> Sequence[MeshResource]:
        self.kinds_read.update(kinds)
        if len(kinds) == 1:
            return table.get(kinds[0], ())
        return [resource for kind in kinds for resource in table.get(kind, ())]


def _group(resources: Iterable[MeshResource]) -> dict[str, list[MeshResource]]:
    grouped: dict[str, list[MeshResource]] = {}
    for resource in resources:
        grouped.setdefault(resource.kind, []).append(resource)
    return grouped


def namespace_labels(snapshot: Snapshot, name: str) -> dict[str, str] | None:
    """Labels of a loaded Namespace, None where the set has no such Namespace."""
    found = snapshot.find(NAMESPACE, "", name)
    return None if found is None else found.labels


def build_snapshots(
    clusters: Mapping[str, Iterable[MeshResource]],
    settings: Settings,
) -> dict[str, Snapshot]:
    """One snapshot a cluster, each knowing the others and holding the implicit ingress gateway."""
    snapshots: dict[str, Snapshot] = {}
    peers = MappingProxyType(snapshots)
    for cluster, resources in clusters.items():
        everything = (*implicit_gateway(settings, cluster), *resources)
        snapshots[cluster] = Snapshot(everything, settings, cluster=cluster, peers=peers)
    return snapshots


def implicit_gateway(settings: Settings, cluster: str = "") -> tuple[MeshResource, ...]:
    """Pod and Service of the default ingress gateway, which files seldom hold; nothing with the controller off.

    Source: istio/istio pkg/config/analysis/local/defaults.go.
    """
    if settings.mesh("ingressControllerMode") == "OFF":
        return ()
    name, namespace = str(settings.mesh("ingressService")), settings.istio_namespace
    selector = {"istio": "ingressgateway"}
    pod = {"containers": [{"name": "istio-proxy", "image": "auto-added"}]}
    service = {"selector": selector, "ports": [_gateway_port(*port) for port in _GATEWAY_PORTS]}
    values = (
        (POD, {"name": f"{name}-dummypod", "namespace": namespace, "labels": selector}, pod),
        (SERVICE, {"name": name, "namespace": namespace}, service),
    )
    return tuple(
        mesh_resource(
            {"apiVersion": "v1", "kind": kind, "metadata": cast("Any", metadata), "spec": cast("Any", spec)},
            default_namespace=namespace,
            cluster=cluster,
            implicit=True,
        )
        for kind, metadata, spec in values
    )


_GATEWAY_PORTS = (("http2", 80), ("https", 443), ("tcp", 31400), ("tls", 15443))


def _gateway_port(name: str, number: int) -> dict[str, str | int]:
    return {"name": name, "port": number, "targetPort": number, "protocol": "TCP"}
