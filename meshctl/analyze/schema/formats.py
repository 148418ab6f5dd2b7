"""String formats as the API server checks them.

Only formats that the packaged tables use are here; the table builder refuses others. Formats of numbers (int32, double)
do not limit custom resources, so the tables of built-in kinds carry them as minimum and maximum instead.
Source: k8s.io/kube-openapi pkg/validation/strfmt.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})")
_DATE_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[tT]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:[.,][0-9]+)?(?:[zZ]|[+-][0-9]{2}:[0-9]{2})"
)
# The suffixes are those of apimachinery's resource.Quantity: binary, decimal, exponent.
_QUANTITY = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?")


def is_base64(text: str) -> bool:
    """Whether `text` is standard base64 with padding; the empty text is not."""
    return _BASE64.fullmatch(text) is not None


def is_base64_bytes(text: str) -> bool:
    """Whether Go decodes `text` into a byte slice: base64 with line breaks allowed, and nothing at all too."""
    compact = text.replace("\n", "").replace("\r", "")
    return not compact or is_base64(compact)


def is_ipv4(text: str) -> bool:
    """Whether `text` is four decimal numbers up to 255; leading zeros are let through, as the API server does."""
    if ":" in text:
        return _is_mapped_ipv4(text)
    parts = text.split(".")
    return len(parts) == 4 and all(part.isascii() and part.isdigit() and int(part[:20]) <= 255 for part in parts)


def is_ipv6(text: str) -> bool:
    """Whether `text` is an IPv6 address without zone."""
    from ipaddress import AddressValueError, IPv6Address

    if "%" in text:
        return False
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True


def is_date_time(text: str) -> bool:
    """Whether `text` is a date and time of RFC 3339, the day of the month within 1 to 31."""
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        return False
    day, *clock = match.groups()
    hour, minute, second = clock
    return "01" <= day[5:7] <= "12" and "01" <= day[8:10] <= "31" and hour <= "23" and minute <= "59" and second <= "59"


def is_quantity(text: str) -> bool:
    """Whether `text` is a resource quantity such as `100m`, `1.5Gi` or `1e3`."""
    return _QUANTITY.fullmatch(text) is not None


def _is_mapped_ipv4(text: str) -> bool:
    return "." in text and is_ipv6(text)


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "byte": is_base64,
    "bytes": is_base64_bytes,
    "ipv4": is_ipv4,
    "ipv6": is_ipv6,
    "date-time": is_date_time,
    "quantity": is_quantity,
}

FORMAT_PHRASES: Mapping[str, str] = {
    "byte": "base64 text",
    "bytes": "base64 text",
    "ipv4": "an IPv4 address",
    "ipv6": "an IPv6 address",
    "date-time": "a date and time such as 2026-01-31T12:00:00Z",
    "quantity": "a quantity such as 100m or 1.5Gi",
}
