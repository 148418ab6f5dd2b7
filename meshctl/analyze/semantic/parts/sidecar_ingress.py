"""Inbound listeners of a Sidecar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts import connection_pool, server_tls
from meshctl.analyze.semantic.parts.ports import (
    refuse_repeated,
    validate_number,
    validate_port_name,
    validate_protocol,
)
from meshctl.analyze.semantic.parts.scalars import check_text
from meshctl.analyze.semantic.primitives import addresses
from meshctl.analyze.semantic.violation import quote
from meshctl.mesh.ports import parse_protocol

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field

_GATEWAY_ONLY = ("subjectAltNames", "httpsRedirect", "credentialName", "credentialNames", "tlsCertificates")
_REFUSED_MODES = ("ISTIO_MUTUAL", "AUTO_PASSTHROUGH")


def validate(ingress: Field) -> None:
    """Report every broken rule of the inbound listeners."""
    listeners = ingress.items()
    for listener in listeners:
        _validate_listener(listener)
    refuse_repeated((listener["port"]["number"] for listener in listeners), "port-number-duplicate", "the port number")


def _validate_listener(listener: Field) -> None:
    _validate_port(listener)
    check_text(listener["bind"], "bind", addresses.ip)
    check_text(listener["defaultEndpoint"], "default-endpoint", addresses.default_endpoint)
    if listener["tls"].present:
        _validate_tls(listener)
    connection_pool.validate(listener["connectionPool"])
    protocol = listener["port"]["protocol"].text()
    if listener["connectionPool"]["http"].present and not parse_protocol(protocol).is_http:
        listener["connectionPool"]["http"].warn(
            "http-pool-unused",
            f"HTTP settings do nothing on a port of protocol {quote(protocol)}",
            help="set an HTTP protocol, or remove the settings",
        )


def _validate_port(listener: Field) -> None:
    port = listener["port"]
    if not port.present:
        listener.error("port-missing", "the listener has no port", expected="port.number")
        return
    validate_number(port)
    validate_port_name(port, required=False)
    validate_protocol(port, optional=True)
    if port["targetPort"].integer() > 0:
        port["targetPort"].error("target-port", "targetPort does nothing in a Sidecar", help="use defaultEndpoint")


def _validate_tls(listener: Field) -> None:
    tls, protocol = listener["tls"], listener["port"]["protocol"].text()
    for field in tls.having(*_GATEWAY_ONLY):
        if field.value not in ([], "", False):
            field.error("tls-gateway-only", f"{field.path[-1]} can only be set in a Gateway", help="remove it")
    mode = tls["mode"].enum(server_tls.MODES)
    if mode in _REFUSED_MODES:
        tls["mode"].error("tls-mode", f"mode {mode} cannot be used in a Sidecar", expected="SIMPLE or MUTUAL")
    if not parse_protocol(protocol).is_tls:
        tls.error(
            "tls-on-plain-port",
            f"a port of protocol {quote(protocol)} cannot terminate TLS",
            expected="protocol HTTPS or TLS",
        )
    server_tls.validate(tls)
