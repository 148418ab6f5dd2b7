"""ServiceEntry. Source: istio/istio pkg/config/validation/validation.go ValidateServiceEntry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.export_to import validate_export_to
from meshctl.analyze.semantic.parts.ports import (
    refuse_repeated,
    validate_number,
    validate_port_name,
    validate_protocol,
)
from meshctl.analyze.semantic.parts.scalars import check_labels, check_port, check_texts
from meshctl.analyze.semantic.parts.selectors import validate_workload_selector
from meshctl.analyze.semantic.parts.workload_address import endpoint_address, validate_endpoint
from meshctl.analyze.semantic.primitives import addresses, domains
from meshctl.analyze.semantic.violation import Fault, quote
from meshctl.mesh.hosts import is_partial_wildcard
from meshctl.mesh.ports import Protocol, parse_protocol

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field
    from meshctl.analyze.semantic.subject import Subject

RESOLUTIONS = ("NONE", "STATIC", "DNS", "DNS_ROUND_ROBIN", "DYNAMIC_DNS")
_LOCATIONS = ("MESH_EXTERNAL", "MESH_INTERNAL")
_DYNAMIC_PROTOCOLS = frozenset({Protocol.HTTP, Protocol.HTTP2, Protocol.GRPC, Protocol.TLS})
_USE_WAYPOINT = "istio.io/use-waypoint"
_AUTO_ALLOCATE = "networking.istio.io/enable-autoallocate-ip"


def validate(subject: Subject) -> None:
    """Report every broken rule of a ServiceEntry."""
    spec = subject.spec
    if not _validate_selection(spec):
        return
    resolution = spec["resolution"].enum(RESOLUTIONS)
    _validate_hosts(spec, resolution)
    _validate_addresses(spec, resolution)
    _validate_ports(subject, resolution)
    match resolution:
        case "NONE":
            _validate_none(spec)
        case "STATIC":
            _validate_static(spec)
        case "DNS" | "DNS_ROUND_ROBIN":
            _validate_dns(spec, resolution)
        case "DYNAMIC_DNS":
            _validate_dynamic(subject)
        case _:
            spec["resolution"].error("resolution", f"{resolution} is not a resolution", expected=", ".join(RESOLUTIONS))
    validate_export_to(spec["exportTo"], subject.namespace, nobody=True)


def _validate_selection(spec: Field) -> bool:
    if spec["workloadSelector"].present and spec["endpoints"].items():
        spec["endpoints"].error(
            "endpoints-and-selector", "endpoints and workloadSelector cannot both be set", help="remove one of them"
        )
    return validate_workload_selector(spec["workloadSelector"])


def _validate_hosts(spec: Field, resolution: str) -> None:
    hosts = spec["hosts"].items()
    if not hosts:
        spec.error("no-hosts", "the ServiceEntry has no hosts", expected="at least one host")
    for host in hosts:
        if host.text() == "*":
            host.error("host-any", "the host * would take over every name", expected="a domain name, or *.DOMAIN")
        elif host.check("host", domains.wildcard_domain(host.text())) and _is_useless_wildcard(host.text(), resolution):
            host.warn(
                "host-partial-wildcard",
                f"{quote(host.text())} has a wildcard for part of a label, which is not matched",
                expected="*.DOMAIN",
            )


def _is_useless_wildcard(text: str, resolution: str) -> bool:
    return is_partial_wildcard(text) and resolution != "DYNAMIC_DNS"


def _validate_addresses(spec: Field, resolution: str) -> None:
    for address in spec["addresses"].items():
        passed = address.check("address", addresses.subnet(address.text()))
        if passed and "/" in address.text() and resolution not in ("NONE", "STATIC"):
            address.error(
                "address-block",
                f"a CIDR block cannot be used with resolution {resolution}",
                expected="resolution NONE or STATIC",
            )


# -- ports ---------------------------------------------------------------------------------------------------------


def _validate_ports(subject: Subject, resolution: str) -> None:
    spec = subject.spec
    ports = spec["ports"].items()
    needs_addresses = not spec["addresses"].items() and not _is_allocated(subject, resolution)
    for port in ports:
        validate_port_name(port, required=True)
        validate_number(port)
        validate_protocol(port, optional=True)
        if port["targetPort"].integer():
            check_port(port["targetPort"])
        if needs_addresses and port["protocol"].text() in ("", "TCP"):
            port.warn(
                "tcp-without-address",
                "without addresses a TCP port catches traffic to every host",
                help="set addresses",
            )
    refuse_repeated((port["name"] for port in ports), "port-name-duplicate", "the port name")
    refuse_repeated((port["number"] for port in ports), "port-number-duplicate", "the port number")
    if len(spec["hosts"].items()) > 1 and resolution != "NONE":
        _refuse_undistinguished_hosts(ports)


def _refuse_undistinguished_hosts(ports: list[Field]) -> None:
    for port in ports:
        protocol = port["protocol"].text()
        if not (parse_protocol(protocol).is_http or parse_protocol(protocol).is_tls):
            port["protocol"].error(
                "several-hosts",
                f"several hosts cannot be told apart on a port of protocol {quote(protocol)}",
                expected="a protocol of the HTTP or TLS family",
                help="split the ServiceEntry, one host each",
            )


def _is_allocated(subject: Subject, resolution: str) -> bool:
    """Whether Istio gives the entry an address of its own."""
    return resolution != "NONE" and subject.labels.get(_AUTO_ALLOCATE, "").lower() != "false"


# -- resolutions ---------------------------------------------------------------------------------------------------


def _validate_none(spec: Field) -> None:
    if spec["endpoints"].items():
        spec["endpoints"].error(
            "endpoints-unused", "endpoints cannot be given with resolution NONE", help="use resolution STATIC or DNS"
        )
    if spec["workloadSelector"].present:
        spec["workloadSelector"].warn(
            "selector-unused", "workloadSelector does nothing with resolution NONE", help="use resolution STATIC"
        )


def _validate_static(spec: Field) -> None:
    for endpoint in spec["endpoints"].items():
        validate_endpoint(endpoint, names_allowed=False)
        _validate_endpoint_port_names(endpoint, spec)
        on_socket = endpoint["address"].text().startswith(addresses.UNIX_SCHEME)
        if on_socket and len(spec["ports"].items()) != 1:
            endpoint["address"].error(
                "socket-ports", "an endpoint on a unix socket needs exactly one port of the service"
            )


def _validate_dns(spec: Field, resolution: str) -> None:
    endpoints = spec["endpoints"].items()
    if not endpoints:
        check_texts(spec["hosts"], "host-not-resolvable", domains.fqdn)
    for endpoint in endpoints:
        endpoint["address"].check("address", endpoint_address(endpoint["address"].text(), names_allowed=True))
        check_labels(endpoint["labels"])
        _validate_endpoint_port_names(endpoint, spec)
        for _name, port in endpoint["ports"].entries():
            check_port(port)
    if resolution == "DNS_ROUND_ROBIN" and len(endpoints) > 1:
        spec["endpoints"].error(
            "round-robin-endpoints",
            f"{len(endpoints)} endpoints are given",
            expected="at most one with DNS_ROUND_ROBIN",
        )
    if spec["addresses"].items() and len(spec["hosts"].items()) > 1:
        _warn_of_shared_address(spec)


def _warn_of_shared_address(spec: Field) -> None:
    for port in spec["ports"].items():
        if parse_protocol(port["protocol"].text()).is_tcp:
            port.warn(
                "shared-address",
                "hosts that share addresses cannot be told apart on a TCP port",
                help="split the ServiceEntry, one host each",
            )


def _validate_endpoint_port_names(endpoint: Field, spec: Field) -> None:
    known = {port["name"].text() for port in spec["ports"].items()}
    for name, port in endpoint["ports"].entries():
        if name not in known:
            port.error(
                "endpoint-port", f"{quote(name)} is not a port of this ServiceEntry", expected=", ".join(sorted(known))
            )


def _validate_dynamic(subject: Subject) -> None:
    spec = subject.spec
    for host in spec["hosts"].items():
        host.check("dynamic-host", _wildcard(host.text()))
    for name in ("addresses", "endpoints"):
        if spec[name].items():
            spec[name].error("dynamic-field", f"{name} cannot be given with resolution DYNAMIC_DNS", help="remove it")
    for port in spec["ports"].items():
        if parse_protocol(port["protocol"].text()) not in _DYNAMIC_PROTOCOLS:
            port["protocol"].error(
                "dynamic-protocol", "the protocol carries no host to resolve", expected="HTTP, HTTP2, GRPC or TLS"
            )
    waypoint = subject.labels.get(_USE_WAYPOINT, "")
    if spec["location"].enum(_LOCATIONS) == "MESH_INTERNAL" and waypoint and waypoint.lower() != "none":
        spec["location"].error(
            "dynamic-location",
            "a waypoint cannot serve MESH_INTERNAL hosts that are resolved on demand",
            expected="MESH_EXTERNAL",
        )


def _wildcard(text: str) -> Fault | None:
    return (
        None
        if text.startswith("*")
        else Fault(f"{quote(text)} has no wildcard", "*.DOMAIN with resolution DYNAMIC_DNS")
    )
