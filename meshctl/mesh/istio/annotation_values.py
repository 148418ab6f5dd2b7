"""What may stand in the values of Istio's annotations: a check gives the reason for a refusal, None otherwise.

Source: istio pkg/kube/inject/validate.go.
"""

from __future__ import annotations

import re
import unicodedata
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

from meshctl.k8s.quantity import Quantity
from meshctl.mesh.go_text import parse_bool, parse_uint

_INTERFACE: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9_.-]{0,14}", re.ASCII)
_INTERCEPTION_MODES: Final = ("REDIRECT", "TPROXY", "NONE")


def interception_mode(value: str) -> str | None:
    """REDIRECT, TPROXY or NONE, in exactly this spelling."""
    return None if value in _INTERCEPTION_MODES else f"expected one of {', '.join(_INTERCEPTION_MODES)}"


def boolean(value: str) -> str | None:
    """A boolean as Go reads one."""
    return None if parse_bool(value) is not None else "expected a boolean: true or false"


def uint32(value: str) -> str | None:
    """A whole number of 32 bits without sign, no blanks around it."""
    return None if parse_uint(value, 32) is not None else "expected a whole number from 0 to 4294967295"


def port(value: str) -> str | None:
    """A port, 0 included; blanks around it are allowed."""
    return None if parse_uint(value.strip(), 16) is not None else "expected a port from 0 to 65535"


def quantity(value: str) -> str | None:
    """A Kubernetes quantity."""
    if any(unicodedata.category(character) == "Cc" for character in value):
        return "a control character stands in it"
    try:
        Quantity.parse(value)
    except ValueError:
        return "expected a quantity such as 100m or 128Mi"
    return None


def cidrs(value: str) -> str | None:
    """A list of address ranges without blanks, or nothing."""
    for entry in value.split(",") if value else ():
        if not _is_cidr(entry):
            return f"{entry!r} is not a range such as 10.0.0.0/8"
    return None


def cidrs_or_all(value: str) -> str | None:
    """Exactly `*`, or a list of address ranges, or nothing."""
    return None if value == "*" else cidrs(value)


def ports(value: str) -> str | None:
    """A list of ports, blanks around each allowed, or nothing."""
    for entry in value.split(",") if value else ():
        if port(entry) is not None:
            return f"{entry!r} is not a port from 0 to 65535"
    return None


def ports_or_all(value: str) -> str | None:
    """Exactly `*`, or a list of ports, or nothing."""
    return None if value == "*" else ports(value)


def interfaces(value: str) -> str | None:
    """A list of network interface names, blanks around each allowed, or nothing."""
    for entry in value.split(",") if value else ():
        if _INTERFACE.fullmatch(entry.strip()) is None:
            return f"{entry!r} is not the name of an interface: a letter, then up to 14 of letters, digits, _ . -"
    return None


def _is_cidr(text: str) -> bool:
    """A prefix as Go's netip.ParsePrefix reads one: bits may stand right of the mask, no zone, no leading zeros."""
    address, slash, bits = text.rpartition("/")
    if not slash or parse_uint(bits, 16) is None or (len(bits) > 1 and bits.startswith("0")):
        return False
    try:
        if ":" not in address:
            return IPv4Address(address) is not None and int(bits) <= 32
        return "%" not in address and IPv6Address(address) is not None and int(bits) <= 128
    except AddressValueError:
        return False
