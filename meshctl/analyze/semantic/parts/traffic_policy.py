"""TrafficPolicy of a DestinationRule. Source: istio/istio pkg/config/validation/validation.go validateTrafficPolicy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts import client_tls, connection_pool, load_balancer, outlier_detection
from meshctl.analyze.semantic.parts.scalars import check_port
from meshctl.analyze.semantic.primitives import addresses, domains
from meshctl.analyze.semantic.violation import Fault, quote

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field

_PORT_SETTINGS = ("outlierDetection", "connectionPool", "loadBalancer", "tls")
_SETTINGS = (*_PORT_SETTINGS, "portLevelSettings", "tunnel", "proxyProtocol", "retryBudget")
_PROXY_PROTOCOL_VERSIONS = ("V1", "V2")
_TUNNEL_PROTOCOLS = ("", "CONNECT", "POST")


def validate(policy: Field, namespace: str) -> None:
    """Report every broken rule of a policy that was written, in a rule of `namespace`."""
    if not policy.present:
        return
    if not _any_set(policy, _SETTINGS):
        policy.error("policy-empty", "the traffic policy sets nothing", expected=f"one of {', '.join(_SETTINGS)}")
    _validate_common(policy, namespace)
    for port in policy["portLevelSettings"].items():
        _validate_port_policy(port.errors_only(), namespace)
    _validate_tunnel(policy["tunnel"])
    _validate_proxy_protocol(policy)


def _any_set(policy: Field, names: tuple[str, ...]) -> bool:
    return any(member.value != [] for member in policy.having(*names))


def _validate_common(policy: Field, namespace: str) -> None:
    outlier_detection.validate(policy["outlierDetection"])
    connection_pool.validate(policy["connectionPool"])
    load_balancer.validate(policy["loadBalancer"], policy["outlierDetection"])
    client_tls.validate(policy["tls"], namespace)


def _validate_port_policy(policy: Field, namespace: str) -> None:
    if not policy["port"].present:
        policy.error("port-missing", "the settings name no port", expected="port.number")
    if not _any_set(policy, _PORT_SETTINGS):
        policy.error(
            "policy-empty", "the settings of the port are empty", expected=f"one of {', '.join(_PORT_SETTINGS)}"
        )
    _validate_common(policy, namespace)


def _validate_proxy_protocol(policy: Field) -> None:
    proxy_protocol = policy["proxyProtocol"]
    if proxy_protocol.present and policy["tunnel"].present:
        proxy_protocol.error(
            "policy-conflict", "tunnel and proxyProtocol cannot both be set", help="remove one of them"
        )
    version = proxy_protocol["version"]
    if version.enum(_PROXY_PROTOCOL_VERSIONS) not in _PROXY_PROTOCOL_VERSIONS:
        version.error("proxy-protocol-version", "the version is not known", expected="V1 or V2")


def _validate_tunnel(tunnel: Field) -> None:
    if not tunnel.present:
        return
    if tunnel["protocol"].text() not in _TUNNEL_PROTOCOLS:
        tunnel["protocol"].error("tunnel-protocol", "the protocol cannot carry a tunnel", expected="CONNECT or POST")
    tunnel["targetHost"].check("tunnel-host", _tunnel_host(tunnel["targetHost"].text()))
    check_port(tunnel["targetPort"])


def _tunnel_host(text: str) -> Fault | None:
    if addresses.is_ip(text) or domains.fqdn(text) is None:
        return None
    return Fault(f"{quote(text)} is not a host" if text else "the host is missing", "a domain name or an IP address")
