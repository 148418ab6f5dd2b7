"""Published verdicts on single values: ports, durations, hosts, headers, addresses."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from meshctl.analyze.semantic.primitives import addresses, domains, headers, localities, numbers
from meshctl.mesh.istio.config_checks import (
    address_problem,
    mesh_config_problems,
    proxy_config_problems,
    trust_domain_problem,
)
from tests.conformance.model import Result, checked, read_cases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Row = dict[str, Any]


def run(root: Path) -> Iterator[Result]:
    """One result a row, in sets by the name of the check."""
    for row in rows(root):
        yield checked(f"istio-primitives {row['check']}", row["id"], partial(run_case, row))


def rows(root: Path) -> list[Row]:
    """The rows of the set."""
    return read_cases(root / "istio-validate" / "primitives.jsonl")


def run_case(row: Row) -> str | None:
    """What differs from the published verdict, None where we agree."""
    problem = _CHECKS[row["check"]](row)
    if row["valid"] == (problem is None):
        return None
    return f"published {'valid' if row['valid'] else 'invalid'}, found {problem or 'no fault'}"


def _locality_list(row: Row) -> object:
    single = (localities.locality(text) for text in row["input"])
    return next((fault for fault in single if fault), None) or next(localities.overlaps(row["input"]), None)


def _setting(name: str, problems: Callable[[dict[str, Any]], Iterator[str]]) -> Callable[[Row], object]:
    """The check of one field of a larger configuration: whatever else that lacks does not count."""
    return lambda row: next((each for each in problems({name: row["input"]}) if each.startswith(f"{name}:")), None)


# A check gives None for a value it accepts.
_CHECKS: dict[str, Callable[[Row], object]] = {
    "max_server_connection_age": lambda row: numbers.connection_age(row["input"]),
    "http_header_name_strict": lambda row: headers.strict_name(row["input"]),
    "http_header_match_name": lambda row: headers.match_key(row["input"]),
    "http_header_value": lambda row: headers.value(row["input"]),
    "http_status": lambda row: numbers.http_status(row["input"]),
    "port_name": lambda row: domains.label(row["input"]),
    "port_number": lambda row: numbers.port(row["input"]),
    "fqdn": lambda row: domains.fqdn(row["input"]),
    "wildcard_domain": lambda row: domains.wildcard_domain(row["input"]),
    "wildcard_domain_gateway_bound": lambda row: domains.gateway_bound_domain(row["input"], sni=row["sni"]),
    "duration": lambda row: numbers.duration(row["input"]),
    "ip_address": lambda row: addresses.ip(row["input"]),
    "ip_subnet": lambda row: addresses.subnet(row["input"]),
    "locality_list": _locality_list,
    "proxy_address": lambda row: address_problem(row["input"]),
    "trust_domain": lambda row: trust_domain_problem(row["input"]),
    "drain_duration": _setting("drainDuration", proxy_config_problems),
    "connect_timeout": _setting("connectTimeout", mesh_config_problems),
    "protocol_detection_timeout": _setting("protocolDetectionTimeout", mesh_config_problems),
}
