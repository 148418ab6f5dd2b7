"""Hosts that gateways and sidecars listen for or import: `[NAMESPACE/]DNSNAME`.

Source: istio/istio pkg/config/validation/validation.go validateNamespaceSlashWildcardHostname.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.primitives import addresses, domains
from meshctl.analyze.semantic.violation import Fault, quote
from meshctl.mesh.hosts import is_dns_label, is_partial_wildcard

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field


def validate_gateway_host(host: Field, *, generated: bool = False) -> None:
    """Judge a host of a Gateway server; the namespace is optional, an IP address is allowed."""
    text = host.text()
    namespace, slash, name = text.partition("/")
    if slash:
        allowed = ("*", ".", "~") if generated else ("*", ".")
        host.check("host-namespace", _namespace(text, namespace, allowed))
    _check_name(host, name if slash else text, addresses_allowed=True)


def validate_sidecar_host(host: Field) -> None:
    """Judge an egress host of a Sidecar: `NAMESPACE/DNSNAME`; a leading ~ on the namespace leaves it out."""
    namespace, slash, name = host.text().partition("/")
    if not slash:
        host.error(
            "host-form",
            f"{quote(host.text())} lacks its namespace",
            expected="NAMESPACE/DNSNAME, such as ./* or istio-system/*",
        )
        return
    bare = namespace if namespace == "~" else namespace.removeprefix("~")
    host.check("host-namespace", _namespace(host.text(), bare, ("*", ".", "~")))
    _check_name(host, name, addresses_allowed=False)


def _namespace(host: str, namespace: str, allowed: tuple[str, ...]) -> Fault | None:
    if namespace in allowed or is_dns_label(namespace):
        return None
    return Fault(f"the namespace of {quote(host)} is not valid", f"{', '.join(allowed)} or the name of a namespace")


def _check_name(host: Field, name: str, *, addresses_allowed: bool) -> None:
    if name == "*":
        return
    if "." not in name:
        host.error(
            "host-short",
            f"{quote(name)} is a short name" if name else "the host name is empty",
            expected="* or a name with a dot",
            help=f"write the full name, such as {name or 'reviews'}.default.svc.cluster.local",
        )
    elif is_partial_wildcard(name):
        host.error("host-partial-wildcard", f"{quote(name)} has a wildcard for part of a label", expected="*.DOMAIN")
    elif not (addresses_allowed and addresses.is_ip(name)):
        host.check("host", domains.wildcard_domain(name))
