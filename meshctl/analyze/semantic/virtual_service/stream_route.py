"""TLS and TCP routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.destination import validate_weighted_destinations
from meshctl.analyze.semantic.parts.scalars import check_labels, check_port, check_texts
from meshctl.analyze.semantic.primitives import addresses, domains
from meshctl.analyze.semantic.violation import quote
from meshctl.analyze.semantic.virtual_service.binding import MESH, validate_gateway_names
from meshctl.mesh.hosts import is_covered

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field


def validate_tls(route: Field, spec: Field, *, generated: bool) -> None:
    """Report every broken rule of a TLS route of the object whose spec is given."""
    if not route["match"].items():
        route.error("tls-match-missing", "the TLS route matches nothing", expected="match with sniHosts")
    for match in route["match"].items():
        _validate_sni_hosts(match, spec)
        _validate_connection(match, warn=True)
    _validate_destinations(route, generated=generated)


def validate_tcp(route: Field, *, generated: bool) -> None:
    """Report every broken rule of a TCP route."""
    for match in route["match"].items():
        _validate_connection(match, warn=False)
    _validate_destinations(route, generated=generated)


def _validate_destinations(route: Field, *, generated: bool) -> None:
    if not route["route"].items():
        route.error("destination-missing", "the route has no destination", expected="route with a destination")
    validate_weighted_destinations(route["route"], generated=generated)


def _validate_connection(match: Field, *, warn: bool) -> None:
    check_texts(match["destinationSubnets"], "destination-subnet", addresses.subnet)
    if match["port"].integer():
        check_port(match["port"])
    check_labels(match["sourceLabels"])
    validate_gateway_names(match["gateways"], warn=warn)


def _validate_sni_hosts(match: Field, spec: Field) -> None:
    hosts = match["sniHosts"].items()
    if not hosts:
        match.error("sni-missing", "the match names no SNI host", expected="sniHosts")
    for host in hosts:
        _validate_sni_host(host, spec)


def _validate_sni_host(host: Field, spec: Field) -> None:
    name = host.text()
    if addresses.is_ip(name):
        host.warn(
            "sni-address", f"{quote(name)} is an IP address, which clients do not send as SNI", help="use a host name"
        )
        return
    generated_names = MESH not in spec["gateways"].texts()
    if not host.check("sni-host", domains.gateway_bound_domain(name, sni=generated_names)):
        return
    if not any(is_covered(name, own) for own in spec["hosts"].texts()):
        host.error(
            "sni-not-covered",
            f"the SNI host {quote(name)} is not covered by a host of this object",
            expected=", ".join(spec["hosts"].texts()),
            help="add it to hosts",
        )
