"""IP addresses, subnets, unix sockets and HOST:PORT pairs.

Source: istio/istio pkg/config/validation/agent/validation.go; Go's net/netip for the forms of addresses.
"""

from __future__ import annotations

import ipaddress
import re

from meshctl.analyze.semantic.primitives import numbers
from meshctl.analyze.semantic.violation import Fault, quote

UNIX_SCHEME = "unix://"
_PREFIX_LENGTH = re.compile("0|[1-9][0-9]{0,2}")
_LOCAL_ADDRESSES = frozenset({"", "127.0.0.1", "0.0.0.0", "::1", "::"})  # noqa: S104  compared, not bound

ADDRESS_EXPECTED = "an IPv4 or IPv6 address"
SUBNET_EXPECTED = "an IP address or a CIDR block such as 10.0.0.0/8"


def is_ip(text: str) -> bool:
    """Whether `text` is an IP address: no leading zeros, an IPv6 zone is allowed."""
    address, mark, zone = text.partition("%")
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return not mark or (found.version == 6 and zone != "")


def ip(text: str) -> Fault | None:
    """Why `text` is not an IP address."""
    return None if is_ip(text) else Fault(f"{quote(text)} is not an IP address", ADDRESS_EXPECTED)


def subnet(text: str) -> Fault | None:
    """Why `text` is neither an IP address nor a CIDR block; host bits may be set."""
    if text.count("/") != 1:
        return None if is_ip(text) else Fault(f"{quote(text)} is not an IP address or block", SUBNET_EXPECTED)
    address, _, length = text.partition("/")
    if not is_ip(address) or "%" in address or not _PREFIX_LENGTH.fullmatch(length):
        return Fault(f"{quote(text)} is not a CIDR block", SUBNET_EXPECTED)
    if int(length) > ipaddress.ip_address(address).max_prefixlen:
        return Fault(f"the prefix of {quote(text)} is longer than the address", SUBNET_EXPECTED)
    return None


def unix_path(path: str) -> Fault | None:
    """Why the part after `unix://` names no socket: an absolute path, or `@NAME` for an abstract one."""
    if path.startswith("@"):
        return None
    if not path.startswith("/"):
        return Fault(f"the socket path {quote(path)} is not absolute", "unix:///path or unix://@name")
    if path.endswith("/"):
        return Fault(f"the socket path {quote(path)} ends in /", "unix:///path or unix://@name")
    return None


def default_endpoint(text: str) -> Fault | None:
    """Why `text` is no place of a local listener: `unix://...`, or HOST:PORT on loopback or the wildcard address."""
    if text.startswith(UNIX_SCHEME):
        return unix_path(text.removeprefix(UNIX_SCHEME))
    expected = "127.0.0.1:PORT, 0.0.0.0:PORT, [::1]:PORT, [::]:PORT, :PORT or unix:///path"
    host, port = split_host_port(text)
    if host is None or host not in _LOCAL_ADDRESSES:
        return Fault(f"{quote(text)} is not an endpoint of this workload", expected)
    fault = numbers.port_text(port)
    return Fault(f"the port of {quote(text)} is not valid: {fault.message}", expected) if fault else None


def split_host_port(text: str) -> tuple[str | None, str]:
    """Host and port as Go's `net.SplitHostPort` gives them; the host is None where it would fail."""
    host, colon, port = text.rpartition(":")
    if not colon:
        return None, ""
    if host.startswith("[") and host.endswith("]"):
        inner = host[1:-1]
        return (None, "") if any(bracket in inner + port for bracket in "[]") else (inner, port)
    if any(character in host + port for character in ":[]"):
        return None, ""
    return host, port
