"""What VirtualServices and DestinationRules refer to: destinations, gateways, subsets, claimed hosts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.model.fields import JSONObject, dig, integer, mapping, objects, text, texts
from meshctl.model.kinds import DESTINATION_RULE
from meshctl.model.services import fqdn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource
    from meshctl.model.settings import Settings
    from meshctl.model.snapshot import Snapshot

MESH_GATEWAY = "mesh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A destination of a route, at `path`; `mirror` for the copy that mirroring sends."""

    path: FieldPath
    host: str
    subset: str
    port: int | None
    mirror: bool = False


def destinations(resource: MeshResource) -> Iterator[Destination]:
    """Every destination of a VirtualService, mirrors included; the host is empty where none is named."""
    for protocol in ("http", "tls", "tcp"):
        for index, route in objects(resource.spec.get(protocol)):
            base: FieldPath = ("spec", protocol, index)
            yield from _route_destinations(base, route)
            if protocol == "http":
                yield from _mirrors(base, route)


def _route_destinations(base: FieldPath, route: JSONObject) -> Iterator[Destination]:
    for index, entry in objects(route.get("route")):
        yield _destination((*base, "route", index, "destination"), mapping(entry.get("destination")))


def _mirrors(base: FieldPath, route: JSONObject) -> Iterator[Destination]:
    if isinstance(route.get("mirror"), dict):
        yield _destination((*base, "mirror"), mapping(route.get("mirror")), mirror=True)
    for index, entry in objects(route.get("mirrors")):
        path = (*base, "mirrors", index, "destination")
        yield _destination(path, mapping(entry.get("destination")), mirror=True)


def _destination(path: FieldPath, value: JSONObject, *, mirror: bool = False) -> Destination:
    return Destination(
        path=path,
        host=text(value.get("host")),
        subset=text(value.get("subset")),
        port=integer(dig(value, "port", "number")),
        mirror=mirror,
    )


def gateways(resource: MeshResource) -> Iterator[tuple[FieldPath, str]]:
    """Path and text of each gateway a VirtualService is bound to, `mesh` left out."""
    listed = resource.spec.get("gateways")
    for index, name in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(name, str) and name and name != MESH_GATEWAY:
            yield ("spec", "gateways", index), name


def is_bound_to_mesh(resource: MeshResource) -> bool:
    """Whether a VirtualService applies to sidecars: it names no gateway, or `mesh` among them."""
    bound = texts(resource.spec.get("gateways"))
    return not bound or MESH_GATEWAY in bound


def gateway_identity(reference: str, namespace: str) -> tuple[str, str]:
    """Namespace and name of a gateway reference: `namespace/name`, or a name in the own namespace."""
    before, slash, after = reference.partition("/")
    return (before, after) if slash else (namespace, reference)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subset:
    """A subset that a DestinationRule declares for a host, given by its full name."""

    rule: MeshResource
    path: FieldPath
    host: str
    name: str


class SubsetIndex:
    """Declared subsets by host, hidden DestinationRules included."""

    def __init__(self, by_host: Mapping[str, list[MeshResource]], subsets: Mapping[tuple[str, str], Subset]) -> None:
        self._by_host = by_host
        self._subsets = subsets

    def declares(self, host: str, subset: str) -> bool:
        """Whether some DestinationRule declares `subset` for the full name `host`."""
        return (host, subset) in self._subsets

    def rules(self, host: str) -> list[MeshResource]:
        """DestinationRules for the full name `host`."""
        return self._by_host.get(host, [])

    def names(self, host: str) -> list[str]:
        """Names of the subsets declared for `host`, sorted."""
        return sorted(name for known, name in self._subsets if known == host)


def subset_index(snapshot: Snapshot) -> SubsetIndex:
    """All subsets of the set; exportTo and wildcard hosts of the rules are not considered, as upstream."""
    by_host: dict[str, list[MeshResource]] = {}
    subsets: dict[tuple[str, str], Subset] = {}
    for rule in snapshot.every(DESTINATION_RULE):
        host = rule_host(rule, snapshot.settings)
        by_host.setdefault(host, []).append(rule)
        for index, subset in objects(rule.spec.get("subsets")):
            name = text(subset.get("name"))
            subsets[host, name] = Subset(rule=rule, path=("spec", "subsets", index), host=host, name=name)
    return SubsetIndex(by_host, subsets)


def rule_host(rule: MeshResource, settings: Settings) -> str:
    """The full name of a DestinationRule's host."""
    return fqdn(text(rule.spec.get("host")), rule.namespace, settings)
