"""What may stand in the values of Envoy's annotations: a check gives the reason for a refusal, None otherwise."""

from __future__ import annotations

import re
from ipaddress import ip_interface
from typing import TYPE_CHECKING, Final

from meshctl.k8s.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshctl.mesh.annotation import Check

INJECT: Final = ("enabled", "disabled")
MODES: Final = ("REDIRECT", "TPROXY", "NONE")
IDENTITIES: Final = ("none", "spiffe", "secret")
LOG_LEVELS: Final = ("trace", "debug", "info", "warning", "error", "critical", "off")
_HIGHEST_PORT: Final = 65535
_NAME: Final = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?", re.ASCII)
_INTERFACE: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9_.-]{0,14}", re.ASCII)


def one_of(words: tuple[str, ...]) -> Check:
    """A check for exactly one of these words."""
    return lambda value: None if value in words else f"expected one of {', '.join(words)}"


inject = one_of(INJECT)
mode = one_of(MODES)
identity = one_of(IDENTITIES)
log_level = one_of(LOG_LEVELS)
boolean = one_of(("true", "false"))


def port(value: str) -> str | None:
    """A port number."""
    return None if _is_port(value) and int(value) else f"expected a port from 1 to {_HIGHEST_PORT}"


def number(value: str) -> str | None:
    """A whole number, not negative."""
    return None if value.isascii() and value.isdecimal() else "expected a whole number, not negative"


def quantity(value: str) -> str | None:
    """A Kubernetes quantity."""
    try:
        Quantity.parse(value)
    except ValueError:
        return "expected a quantity such as 100m or 128Mi"
    return None


def name(value: str) -> str | None:
    """The name of a Kubernetes object."""
    return None if _NAME.fullmatch(value) else "expected the name of an object in the pod's namespace"


def ports(value: str) -> str | None:
    """Ports, comma separated, or nothing."""
    return _each(value, _is_port, f"is no port from 0 to {_HIGHEST_PORT}")


def ports_or_all(value: str) -> str | None:
    """`*`, or ports, or nothing."""
    return None if value == "*" else ports(value)


def ranges(value: str) -> str | None:
    """IP ranges, comma separated, or nothing."""
    return _each(value, _is_range, "is no range such as 10.0.0.0/8")


def ranges_or_all(value: str) -> str | None:
    """`*`, or IP ranges, or nothing."""
    return None if value == "*" else ranges(value)


def interfaces(value: str) -> str | None:
    """Network interfaces, comma separated, or nothing."""
    return _each(value, lambda item: _INTERFACE.fullmatch(item) is not None, "is no interface such as eth1")


def _each(value: str, good: Callable[[str], bool], fault: str) -> str | None:
    bad = next((item for item in value.split(",") if not good(item)), None) if value else None
    return None if bad is None else f"{bad!r} {fault}"


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and int(text) <= _HIGHEST_PORT


def _is_range(text: str) -> bool:
    try:
        return text.partition("/")[2].isdecimal() and bool(ip_interface(text))
    except ValueError:
        return False
