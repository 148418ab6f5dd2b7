"""What a VirtualService is bound to: gateways and hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.primitives import addresses, domains
from meshctl.analyze.semantic.violation import Fault, quote
from meshctl.mesh.hosts import hosts_match

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field

MESH = "mesh"
_GATEWAY_EXPECTED = "mesh, NAME, or NAMESPACE/NAME"


def is_bound_to_mesh(spec: Field) -> bool:
    """Whether sidecars apply the object: no gateways are listed, or `mesh` is among them."""
    gateways = spec["gateways"].texts()
    return not gateways or MESH in gateways


def validate_gateway_names(gateways: Field, *, warn: bool = True) -> None:
    """Judge references to gateways.

    NB: as upstream, the walk ends at the first entry without a namespace, and routes of http and tcp drop the warning.
    """
    for gateway in gateways.items():
        name = gateway.text()
        if "/" not in name:
            if warn and "." in name:
                _warn_of_legacy_name(gateway, name)
            gateway.check("gateway-name", domains.fqdn(name))
            return
        gateway.check("gateway-name", _qualified_name(name))


def _warn_of_legacy_name(gateway: Field, name: str) -> None:
    short, _, rest = name.partition(".")
    proposal = f"{rest.partition('.')[0]}/{short}"
    gateway.warn(
        "gateway-name-legacy",
        f"{quote(name)} names the gateway by domain, an old form",
        expected="NAMESPACE/NAME",
        help=f"write {proposal}",
    )


def _qualified_name(text: str) -> Fault | None:
    namespace, _, name = text.partition("/")
    if not namespace or not name:
        return Fault(f"{quote(text)} lacks the namespace or the name", _GATEWAY_EXPECTED)
    return domains.label(namespace) or domains.label(name)


def validate_hosts(spec: Field, *, bound_to_mesh: bool) -> None:
    """Judge every host, and when all are valid that none covers another."""
    hosts = spec["hosts"].items()
    generated = _matches_sni(spec)
    passed = [_host_passes(host, bound_to_mesh=bound_to_mesh, sni=generated) for host in hosts]
    if all(passed):
        _refuse_covered_hosts(hosts)


def _matches_sni(spec: Field) -> bool:
    return any(match["sniHosts"].items() for route in spec["tls"].items() for match in route["match"].items())


def _host_passes(host: Field, *, bound_to_mesh: bool, sni: bool) -> bool:
    name = host.text()
    if addresses.is_ip(name):
        return True
    if name == "*" and bound_to_mesh:
        host.error(
            "host-wildcard-in-mesh",
            "the host * cannot be used inside the mesh",
            help="name the hosts, or list the gateways this is for without mesh",
        )
        return False
    return host.check("host", domains.gateway_bound_domain(name, sni=sni))


def _refuse_covered_hosts(hosts: list[Field]) -> None:
    names = [host.text() for host in hosts]
    for index, host in enumerate(hosts):
        other = next((name for name in names[:index] if hosts_match(name, names[index])), None)
        if other is not None:
            host.error(
                "host-duplicate",
                f"the host {quote(names[index])} overlaps {quote(other)} of the same object",
                help="keep one of them",
            )
