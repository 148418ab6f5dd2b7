"""What may stand in the values of Linkerd's annotations: a check gives the reason for a refusal, None otherwise.

Source: linkerd/linkerd2 pkg/inject/inject.go.
"""

from __future__ import annotations

import json
from ipaddress import ip_network
from typing import Final

from meshctl.k8s.quantity import Quantity
from meshctl.mesh.go_text import parse_bool, parse_duration_ns, parse_int, parse_uint
from meshctl.mesh.linkerd.opaque_ports import split_ports

INBOUND_POLICIES: Final = (
    "all-unauthenticated",
    "all-authenticated",
    "cluster-unauthenticated",
    "cluster-authenticated",
    "deny",
    "audit",
)
_HIGHEST_PORT: Final = 65535


def boolean(value: str) -> str | None:
    """A boolean as Go reads one."""
    return None if parse_bool(value) is not None else "expected a boolean: true or false"


def integer(value: str) -> str | None:
    """A whole number."""
    return None if parse_int(value) is not None else "expected a whole number"


def uint32(value: str) -> str | None:
    """A whole number of 32 bits, not negative."""
    return None if parse_uint(value, 32) is not None else "expected a whole number, not negative"


def port(value: str) -> str | None:
    """A port number."""
    number = parse_int(value)
    return None if number is not None and 0 < number <= _HIGHEST_PORT else "expected a port, 1 to 65535"


def duration(value: str) -> str | None:
    """A duration with its unit."""
    return None if parse_duration_ns(value) is not None else "expected a duration with a unit, such as 30s"


def quantity(value: str) -> str | None:
    """A Kubernetes quantity."""
    try:
        Quantity.parse(value)
    except ValueError as fault:
        return str(fault)
    return None


def ratio(value: str) -> str | None:
    """A number above 0 and below 1."""
    try:
        fits = 0 < float(value) < 1
    except ValueError:
        fits = False
    return None if fits else "expected a number above 0 and below 1"


def switch(value: str) -> str | None:
    """`enabled` or `disabled`."""
    return None if value in {"enabled", "disabled"} else "expected enabled or disabled"


def inject(value: str) -> str | None:
    """`enabled`, `ingress` or `disabled`."""
    return None if value in {"enabled", "ingress", "disabled"} else "expected enabled, ingress or disabled"


def log_headers(value: str) -> str | None:
    """`off` or `insecure`, or nothing."""
    return None if value in {"", "off", "insecure"} else "expected off or insecure"


def pull_policy(value: str) -> str | None:
    """A pull policy of Kubernetes."""
    known = {"Always", "IfNotPresent", "Never"}
    return None if value in known else "expected Always, IfNotPresent or Never"


def inbound_policy(value: str) -> str | None:
    """One of the six default policies."""
    return None if value in INBOUND_POLICIES else f"expected one of {', '.join(INBOUND_POLICIES)}"


def port_ranges(value: str) -> str | None:
    """Ports and ranges of ports."""
    bad = [entry for entry in split_ports(value) if not _is_range(entry)]
    return f"expected ports or ranges, found {bad[0]!r}" if bad else None


def opaque_ports(value: str) -> str | None:
    """Ports, ranges of ports, or names of container ports; a name cannot be checked here."""
    bad = [entry for entry in split_ports(value) if not _is_range(entry) and not _is_name(entry)]
    return f"expected ports, ranges or port names, found {bad[0]!r}" if bad else None


def subnets(value: str) -> str | None:
    """Blocks of addresses."""
    for block in value.split(","):
        try:
            ip_network(block.strip(), strict=False)
        except ValueError:
            return f"expected CIDR blocks such as 10.0.0.0/8, found {block!r}"
    return None


def environment(value: str) -> str | None:
    """A JSON list of variables, each with a name."""
    try:
        entries = json.loads(value)
    except ValueError as fault:
        return f"expected a JSON list of environment variables: {fault}"
    if not isinstance(entries, list) or not all(isinstance(entry, dict) and entry.get("name") for entry in entries):
        return 'expected a JSON list of environment variables such as [{"name":"A","value":"b"}]'
    return None


def _is_range(entry: str) -> bool:
    low, dash, high = entry.partition("-")
    first, last = parse_int(low), parse_int(high if dash else low)
    return first is not None and last is not None and 0 <= first <= last <= _HIGHEST_PORT


def _is_name(entry: str) -> bool:
    return any(letter.isalpha() for letter in entry)
