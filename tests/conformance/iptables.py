"""Rules for traffic capture: everything an init container would run, line by line within each table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from meshctl.intercept.flags import Surroundings, parse_arguments
from meshctl.intercept.restore import table_lines
from meshctl.intercept.rules import Version
from meshctl.intercept.ruleset import RuleSet, build
from tests.conformance.model import Result, checked, read_cases

Case = dict[str, Any]
Blocks = list[tuple[str, list[str]]]

_ENVIRONMENT = {
    "HostIPv4LoopbackCidr": "ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR",
    "OwnerGroupsInclude": "ISTIO_OUTBOUND_OWNER_GROUPS",
    "OwnerGroupsExclude": "ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE",
}
_SAVE = {Version.V4: "iptables-save", Version.V6: "ip6tables-save"}


def run(root: Path) -> Iterator[Result]:
    """Every case of the index."""
    folder = root / "iptables"
    if not folder.is_dir():
        return
    index = folder / "index.json"
    base, flags = _shared(index)
    for case in read_cases(index):
        yield checked("iptables", case["name"], partial(check_case, folder, case, base, flags))


def _shared(index: Path) -> tuple[dict[str, Any], dict[str, list[str]]]:
    document = json.loads(index.read_text("utf-8"))
    return document.get("base_config", {}), document.get("flags", {})


def check_case(folder: Path, case: Case, base: dict[str, Any], flags: dict[str, list[str]]) -> str | None:
    """What differs from the golden; the case's configuration goes in as an init container's arguments."""
    config = {**base, **case.get("config", {})}
    rules = build(parse_arguments(_arguments(config, flags), _surroundings(config)).settings)
    expected = (folder / case["golden"]).read_text("utf-8").splitlines()
    found = list(_log(rules))
    if _commands(found) != _commands(expected):
        return f"commands: found {_commands(found)}, expected {_commands(expected)}"
    return _compare(_blocks(found), _blocks(expected))


def _arguments(config: dict[str, Any], flags: dict[str, list[str]]) -> Iterator[str]:
    for name, value in config.items():
        if name not in flags:
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        yield f"--{flags[name][0]}={text}"


def _surroundings(config: dict[str, Any]) -> Surroundings:
    return Surroundings(
        ipv6=config.get("EnableIPv6", False),
        dns_servers_v4=tuple(config.get("DNSServersV4", ())),
        dns_servers_v6=tuple(config.get("DNSServersV6", ())),
        environment={variable: config[name] for name, variable in _ENVIRONMENT.items() if name in config},
    )


def _log(rules: RuleSet) -> Iterator[str]:
    """What the init container logs: the state before, the rules of each version, the state after."""
    yield from _SAVE.values()
    for tables in rules.tables.values():
        for table in tables:
            yield from table_lines(table)
    yield from (_SAVE[version] for version in rules.tables)


def _commands(lines: list[str]) -> list[str]:
    outside = []
    inside = False
    for line in lines:
        inside = inside or line.startswith("*")
        if not inside:
            outside.append(line)
        inside = inside and line != "COMMIT"
    return outside


def _blocks(lines: list[str]) -> Blocks:
    """The tables in order, each with its lines."""
    found: Blocks = []
    for line in lines:
        if line.startswith("*"):
            found.append((line, []))
        elif found and found[-1][1][-1:] != ["COMMIT"]:
            found[-1][1].append(line)
    return found


def _compare(ours: Blocks, theirs: Blocks) -> str | None:
    if [name for name, _ in ours] != [name for name, _ in theirs]:
        return f"tables: found {[name for name, _ in ours]}, expected {[name for name, _ in theirs]}"
    for (name, mine), (_, other) in zip(ours, theirs, strict=True):
        for number, (found, expected) in enumerate(zip(mine, other, strict=False), 1):
            if found != expected:
                return f"{name}, line {number}: found {found!r}, expected {expected!r}"
        if len(mine) != len(other):
            return f"{name}: found {len(mine)} lines, expected {len(other)}"
    return None
