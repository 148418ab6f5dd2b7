"""Ports of a Service with the protocol the mesh derives for each, and the rename that makes a protocol clear."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.analyze.fields import integer, objects, text
from meshctl.analyze.findings import Edit, Fix
from meshctl.analyze.nearest import nearest_name
from meshctl.analyze.workloads import is_control_plane
from meshctl.mesh.ports import Protocol, protocol_of_name, service_port_protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.resource import MeshResource
    from meshctl.k8s.types import FieldPath, JSONValue

_MANAGED = frozenset(
    {"istio.io-gateway-controller", "istio.io-mesh-controller", "istio.io-eastwest-controller"},
)
_LONGEST_PORT_NAME = 15
_PARTS = re.compile(r"[-_.]+")
_SPELLINGS = {"grpcweb": "grpc-web", "h2": "http2", "h2c": "http2", "http1": "http", "ws": "http", "wss": "https"}
_APP_SPELLINGS = {**_SPELLINGS, "http/1": "http", "http/1.1": "http", "http/2": "http2", "mongodb": "mongo"}
# What `appProtocol` may say; `http_proxy` is meant for listeners of a Sidecar.
_APP_PROTOCOLS = ("http", "http2", "https", "grpc", "grpc-web", "tcp", "tls", "mongo", "mysql", "redis")


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


def protocol_fix(resource: MeshResource, port: ServicePort) -> Fix | None:
    """What makes the protocol of a port clear without a doubt: another name, or another `appProtocol`; None if unsure.

    Values of `appProtocol` with a domain are somebody's own and left alone, but for Kubernetes' in the wrong case.
    """
    return _port_name_fix(resource, port) if port.app_protocol is None else _app_protocol_fix(port, port.app_protocol)


def _app_protocol_fix(port: ServicePort, value: str) -> Fix | None:
    lowered = value.lower()
    if service_port_protocol(0, app_protocol=lowered) is not Protocol.UNSUPPORTED:
        wanted: str | None = lowered
    elif lowered.partition("/")[0].count("."):
        return None
    else:
        wanted = _APP_SPELLINGS.get(lowered) or nearest_name(value, _APP_PROTOCOLS)
    if wanted is None:
        return None
    edit = Edit(action="set", path=(*port.path, "appProtocol"), value=wanted)
    return Fix(title=f"Set appProtocol to {wanted}", edits=(edit,))


def _port_name_fix(resource: MeshResource, port: ServicePort) -> Fix | None:
    """The rename that brings the one protocol a name holds to its front; None where the name leaves a doubt.

    A rename is safe only if nothing else of the Service has that name and it stays a valid port name.
    """
    if not port.name:
        return None
    renamed = _protocol_first(port.name)
    taken = {other.name for other in service_ports(resource)}
    if renamed is None or renamed in taken or len(renamed) > _LONGEST_PORT_NAME:
        return None
    edit = Edit(action="set", path=(*port.path, "name"), value=renamed)
    return Fix(title=f"Name the port {renamed}", edits=(edit,))


def _protocol_first(name: str) -> str | None:
    parts = [part for part in _PARTS.split(name.lower()) if part]
    spelled = [_SPELLINGS.get(part, part) for part in parts]
    known = [index for index, part in enumerate(spelled) if protocol_of_name(part) is not Protocol.UNSUPPORTED]
    if len(known) != 1:
        return None
    front = spelled.pop(known[0])
    return "-".join([front, *spelled])
