"""All rules of an interception: the tables of each IP version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from meshctl.intercept.mangle import mangle_rules
from meshctl.intercept.nat import nat_rules
from meshctl.intercept.raw import raw_rules
from meshctl.intercept.rules import Table, Version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.intercept.settings import InterceptSettings

_TABLES: Final = (("mangle", mangle_rules), ("nat", nat_rules), ("raw", raw_rules))


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """The tables of each wanted IP version; a table without rules is left out."""

    settings: InterceptSettings
    tables: Mapping[Version, tuple[Table, ...]]

    def table(self, version: Version, name: str) -> Table:
        """The table of that name; one without rules where nothing needs it."""
        found = (table for table in self.tables.get(version, ()) if table.name == name)
        return next(found, Table(name=name, rules=()))


def build(settings: InterceptSettings) -> RuleSet:
    """The rules that do what the settings ask, tables in the order of their names."""
    return RuleSet(settings=settings, tables={version: _tables(settings, version) for version in settings.versions})


def _tables(settings: InterceptSettings, version: Version) -> tuple[Table, ...]:
    tables = (Table(name=name, rules=tuple(rules(settings, version))) for name, rules in _TABLES)
    return tuple(table for table in tables if table.rules)
