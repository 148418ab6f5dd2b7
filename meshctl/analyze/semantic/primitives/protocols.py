"""Application protocols as whole words. Source: istio/istio pkg/config/protocol/instance.go."""

from __future__ import annotations

from meshctl.analyze.semantic.violation import Fault, quote

HTTP_FAMILY = frozenset({"http", "http2", "http_proxy", "grpc", "grpc-web"})
TLS_FAMILY = frozenset({"https", "tls"})
TCP_FAMILY = frozenset({"tcp", "https", "tls", "mongo", "redis", "mysql"})
PROTOCOLS = HTTP_FAMILY | TCP_FAMILY | {"udp"}

_LIST = "HTTP, HTTPS, HTTP2, HTTP_PROXY, GRPC, GRPC-Web, TCP, TLS, MONGO, REDIS, MYSQL or UDP"


def parse(text: str) -> str:
    """The protocol in lower case, empty when `text` is none; case does not matter, a suffix is not allowed."""
    lowered = text.lower()
    return lowered if lowered in PROTOCOLS else ""


def protocol(text: str, *, optional: bool) -> Fault | None:
    """Why `text` is not a protocol; an empty one means detection where `optional`."""
    if parse(text) or (optional and not text):
        return None
    return Fault(f"{quote(text)} is not a protocol" if text else "the protocol is missing", _LIST)


def is_http(text: str) -> bool:
    """Whether routes of HTTP apply to the protocol."""
    return parse(text) in HTTP_FAMILY


def is_tls(text: str) -> bool:
    """Whether the protocol is encrypted from its first byte."""
    return parse(text) in TLS_FAMILY


def is_tcp(text: str) -> bool:
    """Whether the protocol is routed by connection."""
    return parse(text) in TCP_FAMILY
