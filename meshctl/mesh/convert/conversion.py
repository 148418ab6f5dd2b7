"""Sorts a set of resources by kind, converts the legacy ones and names what they became."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from meshctl.k8s.types import JSONValue
from meshctl.mesh.convert.destination_policy import add_destination_policy
from meshctl.mesh.convert.destinations import Destinations
from meshctl.mesh.convert.egress_rule import service_entry_spec
from meshctl.mesh.convert.ingress import Ingresses, is_for_istio
from meshctl.mesh.convert.legacy_field import LegacyField, Origin
from meshctl.mesh.convert.route_rule import RouteConverter
from meshctl.mesh.convert.service_name import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from meshctl.mesh.convert.notes import Note

API_VERSION = "networking.istio.io/v1"
_GROUP = "config.istio.io"
_ROUTING_KINDS = frozenset({"RouteRule", "DestinationPolicy", "EgressRule", "IngressRule"})
_INGRESS_VERSIONS = frozenset({"extensions/v1beta1", "networking.k8s.io/v1beta1"})

JSONObject = dict[str, JSONValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """What a set became.

    `values` are the new resources, a kind after the other in the order of the input; `notes` tell what they lack;
    `kept` are the places in the input of resources that are no legacy kinds.
    """

    values: tuple[JSONObject, ...]
    notes: tuple[Note, ...]
    kept: tuple[int, ...]


def is_legacy(value: JSONValue) -> bool:
    """Whether `convert` has an answer for a resource: a routing kind of config.istio.io, or an old Ingress.

    Files of the time often lack the apiVersion of routing kinds; their names are enough.
    """
    if not isinstance(value, dict):
        return False
    api_version, kind = value.get("apiVersion"), value.get("kind")
    if kind == "Ingress":
        return api_version in _INGRESS_VERSIONS and is_for_istio(*_ingress_class(value))
    group = api_version.partition("/")[0] if isinstance(api_version, str) else _GROUP
    return kind in _ROUTING_KINDS and group == _GROUP


def convert(
    resources: Sequence[JSONValue], *, default_namespace: str = "default", carry_all: bool = False
) -> Conversion:
    """The resources of today that stand for the legacy ones among `resources`.

    With an empty `default_namespace` those that name none stay without.

    The result has the shape that Istio's own converter gave in 2018, in the fields of today. That converter left out
    the labels of callers and TCP conditions, and put policies without labels into a subset named `default`; each such
    place is noted. With `carry_all` these are carried over as well.
    """
    run = _Run(default_namespace=default_namespace, carry_all=carry_all)
    legacy = [(index, value) for index, value in enumerate(resources) if isinstance(value, dict) and is_legacy(value)]
    for index, value in legacy:
        run.add(index, value)
    converted = {index for index, _value in legacy}
    kept = tuple(index for index in range(len(resources)) if index not in converted)
    return Conversion(values=tuple(run.results()), notes=tuple(run.notes), kept=kept)


def _ingress_class(value: JSONObject) -> tuple[LegacyField, LegacyField]:
    root = LegacyField(value, (), Origin(0, "Ingress", "", "", []))
    return root["metadata"]["annotations"], root["spec"]


@dataclass(slots=True)
class _Run:
    """One conversion: resources by kind, then everything they turn into."""

    default_namespace: str
    carry_all: bool
    notes: list[Note] = field(default_factory=list)
    rules: list[LegacyField] = field(default_factory=list)
    policies: list[LegacyField] = field(default_factory=list)
    entries: list[LegacyField] = field(default_factory=list)
    ingresses: Ingresses = field(default_factory=Ingresses)

    def add(self, index: int, value: JSONObject) -> None:
        root = LegacyField(value, (), Origin(index, str(value.get("kind")), *self._identity(value), self.notes))
        spec = root["spec"]
        match root.origin.kind:
            case "RouteRule":
                self.rules.append(spec)
            case "DestinationPolicy":
                self.policies.append(spec)
            case "EgressRule":
                self.entries.append(spec)
            case "Ingress":
                self.ingresses.add(spec)
            case _:
                root.note("an IngressRule has no direct successor; write a Gateway and a VirtualService bound to it")

    def _identity(self, value: JSONObject) -> tuple[str, str]:
        metadata = value.get("metadata")
        members = metadata if isinstance(metadata, dict) else {}
        return str(members.get("namespace") or self.default_namespace), str(members.get("name") or "")

    def results(self) -> Iterable[JSONObject]:
        destinations = Destinations()
        for policy in self.policies:
            add_destination_policy(policy, destinations, carry_all=self.carry_all)
        services = self._virtual_services(destinations)
        yield from (_resource("Gateway", *gateway) for gateway in self.ingresses.gateways())
        yield from (_resource("VirtualService", *service) for service in services)
        yield from (_resource("VirtualService", *service) for service in self.ingresses.virtual_services())
        for namespace, host, spec in destinations.specs():
            yield _resource("DestinationRule", namespace, object_name(host), spec)
        for entry in self.entries:
            yield _resource("ServiceEntry", entry.origin.namespace, entry.origin.name, service_entry_spec(entry))

    def _virtual_services(self, destinations: Destinations) -> list[tuple[str, str, JSONObject]]:
        converter = RouteConverter(destinations, self.carry_all)
        specs: dict[tuple[str, str], JSONObject] = {}
        for rule in sorted(self.rules, key=_precedence):
            host = host_of(rule["destination"])
            if not host:
                rule["destination"].note("the rule names no destination")
                continue
            kind, route = converter.convert(rule)
            spec = specs.setdefault((rule.origin.namespace, host), {"hosts": [host]})
            routes = spec.setdefault(kind, [])
            if isinstance(routes, list):
                routes.append(route)
        return [(namespace, object_name(host), spec) for (namespace, host), spec in specs.items()]


def _precedence(rule: LegacyField) -> tuple[float, str, str]:
    """Higher precedence first; among equals, as upstream, the order of the names decides."""
    return -rule["precedence"].number(), rule.origin.namespace, rule.origin.name


def object_name(host: str) -> str:
    """A name for the objects of a host: the host itself, where it can be one."""
    return host.lower().replace("*.", "any.").replace("*", "any-")


def _resource(kind: str, namespace: str, name: str, spec: JSONObject) -> JSONObject:
    return {
        "apiVersion": API_VERSION,
        "kind": kind,
        "metadata": {"name": name, "namespace": namespace} if namespace else {"name": name},
        "spec": spec,
    }
