"""References of the Gateway API: parents, backends, grants; and which listeners take a route.

Source: gateway-api apis/v1 and the specification's sections on route attachment and ReferenceGrant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.model.fields import JSONObject, dig, integer, mapping, objects, text, texts
from meshctl.model.injectors import label_selector_matches
from meshctl.model.kinds import (
    GATEWAY_API,
    GRPC_ROUTE,
    HTTP_ROUTE,
    REFERENCE_GRANT,
    ROUTES,
    TCP_ROUTE,
    TLS_ROUTE,
    UDP_ROUTE,
    group_of,
    short_kind,
)
from meshctl.model.snapshot import namespace_labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

# Kinds of route a listener takes by its protocol, unless it lists them.
_KINDS_BY_PROTOCOL = {
    "HTTP": (HTTP_ROUTE, GRPC_ROUTE),
    "HTTPS": (HTTP_ROUTE, GRPC_ROUTE),
    "TLS": (TLS_ROUTE, TCP_ROUTE),
    "TCP": (TCP_ROUTE,),
    "UDP": (UDP_ROUTE,),
}
ROUTE_KINDS = ROUTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A reference at `path` to an object of `group/Kind`, defaults filled in."""

    path: FieldPath
    kind: str
    namespace: str
    name: str
    port: int | None
    section: str

    def __str__(self) -> str:
        """`Kind namespace/name`."""
        where = f"{self.namespace}/{self.name}" if self.namespace else self.name
        return f"{short_kind(self.kind)} {where}"


def _reference(path: FieldPath, value: JSONObject, owner: MeshResource, *, group: str, kind: str) -> Reference:
    given = value.get("group")
    actual = group if given is None else text(given)
    bare = text(value.get("kind")) or kind
    return Reference(
        path=path,
        kind=f"{actual}/{bare}" if actual else bare,
        namespace=text(value.get("namespace")) or owner.namespace,
        name=text(value.get("name")),
        port=integer(value.get("port")),
        section=text(value.get("sectionName")),
    )


def parents(route: MeshResource) -> Iterator[Reference]:
    """The parents a route attaches to."""
    for index, value in objects(route.spec.get("parentRefs")):
        yield _reference(("spec", "parentRefs", index), value, route, group=GATEWAY_API, kind="Gateway")


def backends(route: MeshResource) -> Iterator[Reference]:
    """The backends of a route's rules, those of mirrors included."""
    for index, rule in objects(route.spec.get("rules")):
        base: FieldPath = ("spec", "rules", index)
        yield from _mirrors(base, rule, route)
        for number, value in objects(rule.get("backendRefs")):
            path = (*base, "backendRefs", number)
            yield _reference(path, value, route, group="", kind="Service")
            yield from _mirrors(path, value, route)


def _mirrors(base: FieldPath, holder: JSONObject, route: MeshResource) -> Iterator[Reference]:
    for index, entry in objects(holder.get("filters")):
        backend = mapping(dig(entry, "requestMirror", "backendRef"))
        if backend:
            path = (*base, "filters", index, "requestMirror", "backendRef")
            yield _reference(path, backend, route, group="", kind="Service")


def certificates(gateway: MeshResource) -> Iterator[Reference]:
    """The certificates of a Gateway's listeners."""
    for index, listener in objects(gateway.spec.get("listeners")):
        for number, value in objects(dig(listener, "tls", "certificateRefs")):
            path: FieldPath = ("spec", "listeners", index, "tls", "certificateRefs", number)
            yield _reference(path, value, gateway, group="", kind="Secret")


def is_granted(snapshot: Snapshot, source: MeshResource, target: Reference) -> bool:
    """Whether a reference stays in its namespace, or a ReferenceGrant of the target's namespace admits it."""
    if target.namespace == source.namespace:
        return True
    return any(
        grant.namespace == target.namespace and _admits(grant, source, target)
        for grant in snapshot.every(REFERENCE_GRANT)
    )


def _admits(grant: MeshResource, source: MeshResource, target: Reference) -> bool:
    comes_from = (group_of(source.kind), short_kind(source.kind), source.namespace)
    allowed = {
        (text(entry.get("group")), text(entry.get("kind")), text(entry.get("namespace")))
        for _, entry in objects(grant.spec.get("from"))
    }
    goes_to = (group_of(target.kind), short_kind(target.kind))
    return comes_from in allowed and any(
        (text(entry.get("group")), text(entry.get("kind"))) == goes_to and entry.get("name") in (None, "", target.name)
        for _, entry in objects(grant.spec.get("to"))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """The listeners of a Gateway that a parent reference reaches, or why none does."""

    listeners: tuple[JSONObject, ...] = ()
    refusal: str = ""
    remedy: str = ""


def attach(snapshot: Snapshot, route: MeshResource, gateway: MeshResource, reference: Reference) -> Attachment:
    """Which listeners take a route: by section name, port, kind of route and namespace, whatever the hostnames."""
    listeners = [listener for _, listener in objects(gateway.spec.get("listeners"))]
    if reference.section:
        listeners = [each for each in listeners if each.get("name") == reference.section]
    if reference.port is not None:
        listeners = [each for each in listeners if integer(each.get("port")) == reference.port]
    if not listeners:
        wanted = f"called {reference.section}" if reference.section else f"on port {reference.port}"
        return Attachment(refusal=f"it has no listener {wanted}", remedy="Correct sectionName or port.")
    taking = [each for each in listeners if _takes_kind(each, route)]
    if not taking:
        kind = short_kind(route.kind)
        return Attachment(refusal=f"no listener takes a {kind}", remedy="Use a listener of another protocol.")
    admitting = [each for each in taking if _admits_namespace(each, route, gateway, snapshot)]
    if not admitting:
        return Attachment(
            refusal=f"its listeners do not admit routes of namespace {route.namespace}",
            remedy="Widen `allowedRoutes.namespaces` of the listener.",
        )
    return Attachment(listeners=tuple(admitting))


def _takes_kind(listener: JSONObject, route: MeshResource) -> bool:
    listed = [entry for _, entry in objects(dig(listener, "allowedRoutes", "kinds"))]
    if listed:
        kinds = {f"{text(entry.get('group')) or GATEWAY_API}/{text(entry.get('kind'))}" for entry in listed}
        return route.kind in kinds
    protocol = text(listener.get("protocol"))
    return route.kind in _KINDS_BY_PROTOCOL.get(protocol, ROUTES)


def _admits_namespace(listener: JSONObject, route: MeshResource, gateway: MeshResource, snapshot: Snapshot) -> bool:
    namespaces = mapping(dig(listener, "allowedRoutes", "namespaces"))
    match text(namespaces.get("from")) or "Same":
        case "Same":
            return route.namespace == gateway.namespace
        case "Selector":
            labels = namespace_labels(snapshot, route.namespace)
            # A Namespace that is not in the set may well carry the labels.
            return labels is None or label_selector_matches(
                namespaces.get("selector"), {**labels, "kubernetes.io/metadata.name": route.namespace}
            )
        case "None":
            return False
        case _:
            return True


def hostnames(value: JSONObject) -> list[str]:
    """The hostnames of a route's spec."""
    return texts(value.get("hostnames"))
