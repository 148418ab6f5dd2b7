"""Rules as text for `iptables-restore --noflush`, and the commands that take them away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.intercept.rules import BUILT_IN_CHAINS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshctl.intercept.rules import Rule, Table

# One iptables command line behind the binary's name.
Command = tuple[str, ...]


def restore_text(tables: Iterable[Table]) -> str:
    """The tables in restore format: chains first, then rules, one commit a table; empty for no table."""
    return "".join(f"{line}\n" for table in tables for line in table_lines(table))


def table_lines(table: Table) -> Iterator[str]:
    """One table, line by line."""
    yield f"* {table.name}"
    yield from (f"-N {name}" for name in table.own_chains)
    yield from (str(rule) for rule in table.rules)
    yield "COMMIT"


def check_commands(tables: Iterable[Table]) -> Iterator[Command]:
    """Commands that all succeed where every rule is in place."""
    return (("-t", table.name, "-C", rule.chain, *rule.words) for table in tables for rule in table.rules)


def unhook_commands(tables: Iterable[Table]) -> Iterator[Command]:
    """Commands that delete the rules in the kernel's own chains: one each, to be repeated until it fails."""
    return (_delete(table, rule) for table in tables for rule in table.rules if rule.chain in BUILT_IN_CHAINS)


def _delete(table: Table, rule: Rule) -> Command:
    return ("-t", table.name, "-D", rule.chain, *rule.words)
