"""The protocol of a Service port, as the mesh derives it from number, name and appProtocol.

Source: istio pkg/config/kube/conversion.go (ConvertProtocol) and pkg/config/protocol/instance.go.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Protocol(StrEnum):
    """A protocol the mesh knows; `UNSUPPORTED` is detected at run time."""

    TCP = "TCP"
    UDP = "UDP"
    GRPC = "GRPC"
    GRPC_WEB = "GRPC-Web"
    HTTP = "HTTP"
    HTTP_PROXY = "HTTP_PROXY"
    HTTP2 = "HTTP2"
    HTTPS = "HTTPS"
    TLS = "TLS"
    MONGO = "Mongo"
    REDIS = "Redis"
    MYSQL = "MySQL"
    UNSUPPORTED = "UnsupportedProtocol"

    @property
    def is_http(self) -> bool:
        """Whether HTTP routing applies."""
        return self in _HTTP_FAMILY

    @property
    def is_tls(self) -> bool:
        """Whether the bytes are TLS, so that only SNI can be routed on."""
        return self in _TLS_FAMILY

    @property
    def is_tcp(self) -> bool:
        """Whether the mesh treats it as a stream of bytes."""
        return self in _TCP_FAMILY


_HTTP_FAMILY: Final = frozenset({Protocol.HTTP, Protocol.HTTP2, Protocol.HTTP_PROXY, Protocol.GRPC, Protocol.GRPC_WEB})
_TLS_FAMILY: Final = frozenset({Protocol.HTTPS, Protocol.TLS})
_TCP_FAMILY: Final = _TLS_FAMILY | {Protocol.TCP, Protocol.MONGO, Protocol.REDIS, Protocol.MYSQL}

# What may stand before the first hyphen of a port name, in any case.
_BY_PREFIX: Final = {
    protocol.value.lower(): protocol
    for protocol in Protocol
    if protocol not in {Protocol.GRPC_WEB, Protocol.UNSUPPORTED}
}
_KUBERNETES_APP_PROTOCOLS: Final = {
    "kubernetes.io/h2c": Protocol.HTTP2,
    "kubernetes.io/ws": Protocol.HTTP,
    "kubernetes.io/wss": Protocol.HTTPS,
}
_GRPC_WEB_PREFIX: Final = "grpc-web"
# smtp, dns, mysql, mongo: the server speaks first or the port is never HTTP, so nothing is detected on them.
SERVER_FIRST_PORTS: Final = frozenset({25, 53, 3306, 27017})


def service_port_protocol(
    number: int, *, name: str = "", transport: str = "TCP", app_protocol: str | None = None
) -> Protocol:
    """The protocol of a Service port.

    `name` counts up to its first hyphen; an `app_protocol`, even an empty one, takes its place. UDP is decided by the
    transport alone.
    """
    if transport.upper() == "UDP":  # upstream's validate command takes it in any case
        return Protocol.UDP
    if app_protocol is not None:
        known = _KUBERNETES_APP_PROTOCOLS.get(app_protocol)
        if known is not None:
            return known
        name = app_protocol
    found = protocol_of_name(name)
    if found is Protocol.UNSUPPORTED and number in SERVER_FIRST_PORTS:
        return Protocol.TCP
    return found


def protocol_of_name(name: str) -> Protocol:
    """The protocol a port name such as `http-web` announces, `UNSUPPORTED` when it announces none."""
    if name.lower().startswith(_GRPC_WEB_PREFIX):  # NB: `grpc-webfoo` counts as well
        return Protocol.GRPC_WEB
    return _BY_PREFIX.get(name.partition("-")[0].lower(), Protocol.UNSUPPORTED)


def parse_protocol(text: str) -> Protocol:
    """The protocol of a Gateway, ServiceEntry or Sidecar port, where the whole text counts, in any case."""
    lowered = text.lower()
    if lowered == _GRPC_WEB_PREFIX:
        return Protocol.GRPC_WEB
    return _BY_PREFIX.get(lowered, Protocol.UNSUPPORTED)
