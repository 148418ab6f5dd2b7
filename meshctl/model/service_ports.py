"""Ports of a Service with the protocol the mesh derives for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.mesh.ports import Protocol, service_port_protocol
from meshctl.model.fields import integer, objects, text
from meshctl.model.workloads import is_control_plane

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.k8s.types import FieldPath, JSONValue
    from meshctl.model.resource import MeshResource

_MANAGED = frozenset(
    {"istio.io-gateway-controller", "istio.io-mesh-controller", "istio.io-eastwest-controller"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePort:
    """One port of a Service, at `path`; `app_protocol` is None where the field is absent."""

    path: FieldPath
    number: int
    name: str
    app_protocol: str | None
    transport: str
    target: JSONValue
    protocol: Protocol


def service_ports(resource: MeshResource) -> Iterator[ServicePort]:
    """The ports of a Service in order."""
    for index, port in objects(resource.spec.get("ports")):
        app_protocol = port.get("appProtocol")
        number, name = integer(port.get("port")) or 0, text(port.get("name"))
        transport = text(port.get("protocol")) or "TCP"
        given = app_protocol if isinstance(app_protocol, str) else None
        yield ServicePort(
            path=("spec", "ports", index),
            number=number,
            name=name,
            app_protocol=given,
            transport=transport,
            target=port.get("targetPort"),
            protocol=service_port_protocol(number, name=name, transport=transport, app_protocol=given),
        )


def is_exempt(resource: MeshResource) -> bool:
    """Whether port names of this Service are nobody's concern: control plane, or a gateway made by a controller."""
    return is_control_plane(resource) or resource.labels.get("gateway.istio.io/managed") in _MANAGED
