"""Gateway. Source: istio/istio pkg/config/validation/validation.go ValidateGateway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts import listener_host, server_tls
from meshctl.analyze.semantic.parts.ports import refuse_repeated, validate_protocol
from meshctl.analyze.semantic.parts.scalars import check_port, require_text
from meshctl.analyze.semantic.primitives import addresses, domains
from meshctl.analyze.semantic.violation import quote
from meshctl.mesh.ports import Protocol, parse_protocol

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field
    from meshctl.analyze.semantic.subject import Subject


def validate(subject: Subject) -> None:
    """Report every broken rule of a Gateway."""
    spec, generated = subject.spec, subject.is_generated("gateway")
    _validate_name(subject, generated=generated)
    servers = spec["servers"].items()
    if not servers:
        spec.error("no-servers", "the Gateway has no servers", expected="at least one entry in servers")
    for server in servers:
        _validate_server(server, generated=generated)
    refuse_repeated((server["port"]["name"] for server in servers), "port-name-duplicate", "the port name")


def _validate_name(subject: Subject, *, generated: bool) -> None:
    name = subject.root["metadata"]["name"]
    if not generated and not subject.root["metadata"]["generateName"].present:
        name.check("gateway-object-name", domains.label(name.text()))


def _validate_server(server: Field, *, generated: bool) -> None:
    hosts = server["hosts"].items()
    if not hosts:
        server.error("server-hosts", "the server has no hosts", expected='at least one host, such as "*.example.com"')
    for host in hosts:
        listener_host.validate_gateway_host(host, generated=generated)
    port_is_valid = _validate_port(server)
    _validate_bind(server)
    server_tls.validate(server["tls"])
    if port_is_valid:
        _validate_tls_fits(server)
    protocol = server["port"]["protocol"].text()
    if _is_known_not_http(protocol) and server["tls"]["httpsRedirect"].boolean():
        server["tls"]["httpsRedirect"].warn(
            "https-redirect",
            f"httpsRedirect does nothing on a port of protocol {quote(protocol)}",
            expected="a port of protocol HTTP",
        )


def _is_known_not_http(protocol: str) -> bool:
    return parse_protocol(protocol) is not Protocol.UNSUPPORTED and not parse_protocol(protocol).is_http


def _validate_port(server: Field) -> bool:
    port = server["port"]
    if not port.present:
        server.error("port-missing", "the server has no port", expected="port with number, name and protocol")
        return False
    number, on_socket = port["number"], _is_socket(server)
    passed = [
        validate_protocol(port, optional=False),
        (on_socket and not number.integer()) or check_port(number),
        require_text(port["name"], "port-name", "the name of the port"),
    ]
    if port["targetPort"].integer() > 0:
        port["targetPort"].error("target-port", "targetPort does nothing in a Gateway", help="remove it")
        return False
    return all(passed)


def _is_socket(server: Field) -> bool:
    return server["bind"].text().startswith(addresses.UNIX_SCHEME)


def _validate_bind(server: Field) -> None:
    bind, number = server["bind"], server["port"]["number"]
    if _is_socket(server):
        bind.check("bind", addresses.unix_path(bind.text().removeprefix(addresses.UNIX_SCHEME)))
        if number.integer():
            number.error("bind-port", "a server on a unix socket has no port number", expected="0")
    elif bind.text():
        bind.check("bind", addresses.ip(bind.text()))


def _validate_tls_fits(server: Field) -> None:
    protocol, tls = server["port"]["protocol"].text(), server["tls"]
    if parse_protocol(protocol).is_tls:
        if not tls.present:
            server.error("tls-missing", f"a server of protocol {quote(protocol)} needs tls", expected="tls with a mode")
    elif tls.present and not (parse_protocol(protocol).is_http and _leaves_traffic_alone(tls)):
        tls.error(
            "tls-on-plain-port",
            f"a port of protocol {quote(protocol)} cannot terminate TLS",
            help="use protocol HTTPS or TLS, or remove tls",
        )


def _leaves_traffic_alone(tls: Field) -> bool:
    """Whether these settings ask for nothing but, at most, a redirect to HTTPS."""
    passes = tls["mode"].enum(server_tls.MODES) in server_tls.PASSING_MODES
    return passes and not any(tls[name].text() for name in ("caCertificates", "privateKey", "serverCertificate"))
