"""An endpoint: address, ports and labels of a workload outside the cluster.

It stands alone (WorkloadEntry) or in a ServiceEntry. Source: istio/istio pkg/config/validation/validation.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.scalars import check_labels, check_port
from meshctl.analyze.semantic.primitives import addresses, domains
from meshctl.analyze.semantic.violation import Fault, quote

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field


def validate_endpoint(entry: Field, *, names_allowed: bool) -> None:
    """Report every broken rule of an endpoint; `names_allowed` admits domain names as addresses."""
    address = entry["address"]
    if not address.text():
        if not entry["network"].text():
            address.error("address-missing", "the workload has no address", expected="address, or network")
            return
        address.warn("address-missing", "the workload has a network but no address, so its gateway stands in for it")
    elif address.text().startswith(addresses.UNIX_SCHEME):
        _validate_socket(entry)
    else:
        address.check("address", endpoint_address(address.text(), names_allowed=names_allowed))
    for name, port in entry["ports"].entries():
        port.check("port-name", domains.label(name))
        check_port(port)
    check_labels(entry["labels"])


def _validate_socket(entry: Field) -> None:
    entry["address"].check("address", addresses.unix_path(entry["address"].text().removeprefix(addresses.UNIX_SCHEME)))
    if entry["ports"].entries():
        entry["ports"].error("socket-ports", "a workload on a unix socket has no ports", help="remove ports")


def endpoint_address(text: str, *, names_allowed: bool) -> Fault | None:
    """Why `text` is neither an IP address nor, where allowed, a domain name."""
    if addresses.is_ip(text) or (names_allowed and domains.fqdn(text) is None):
        return None
    expected = f"{addresses.ADDRESS_EXPECTED}{' or a domain name' if names_allowed else ''}"
    return Fault(f"{quote(text)} is not an address" if text else "the address is missing", expected)
