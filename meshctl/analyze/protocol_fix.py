"""The rename, or the `appProtocol`, that makes the protocol of a Service's port clear."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshctl.analyze.findings import Edit, Fix
from meshctl.analyze.nearest import nearest_name
from meshctl.mesh.ports import Protocol, protocol_of_name, service_port_protocol
from meshctl.model.service_ports import service_ports

if TYPE_CHECKING:
    from meshctl.model.resource import MeshResource
    from meshctl.model.service_ports import ServicePort

_LONGEST_PORT_NAME = 15
_PARTS = re.compile(r"[-_.]+")
_SPELLINGS = {"grpcweb": "grpc-web", "h2": "http2", "h2c": "http2", "http1": "http", "ws": "http", "wss": "https"}
_APP_SPELLINGS = {**_SPELLINGS, "http/1": "http", "http/1.1": "http", "http/2": "http2", "mongodb": "mongo"}
# What `appProtocol` may say; `http_proxy` is meant for listeners of a Sidecar.
_APP_PROTOCOLS = ("http", "http2", "https", "grpc", "grpc-web", "tcp", "tls", "mongo", "mysql", "redis")


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
