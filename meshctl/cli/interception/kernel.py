"""The system's iptables: the only module that changes the kernel's rules.

Everything happens in the network namespace of the process. Commands wait for the lock that others may hold.
"""

from __future__ import annotations

import subprocess
from contextlib import suppress
from dataclasses import dataclass
from shutil import which
from typing import TYPE_CHECKING, Final

from meshctl.errors import SettingsError
from meshctl.intercept.restore import check_commands, restore_text, unhook_commands
from meshctl.intercept.rules import Version, is_own_chain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.intercept.rules import Table
    from meshctl.intercept.ruleset import RuleSet

_STEM: Final = {Version.V4: "iptables", Version.V6: "ip6tables"}
_WAIT: Final = ("-w", "5")
# A rule put in twice is deleted twice; this bounds the loop should deleting fail to take effect.
_MOST_COPIES: Final = 100
_TABLES: Final = ("raw", "mangle", "nat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Iptables:
    """The binaries of one IP version; `variant` is `legacy` or `nft`, empty for the system's choice."""

    version: Version
    variant: str = ""

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `iptables`; its exit status is for the caller to judge."""
        return _run(self._path(""), *_WAIT, *arguments)

    def restore(self, text: str) -> None:
        """Put rules in place, all or none of a table.

        Raises:
            SettingsError: a rule was refused.
        """
        _succeed(_run(self._path("restore"), "--noflush", *_WAIT, stdin=text))

    def saved(self) -> Saved:
        """The rules in place.

        Raises:
            SettingsError: they cannot be read.
        """
        tables: dict[str, list[str]] = {}
        for name in _TABLES:
            # NB: a table the kernel has never used cannot always be listed; that is no fault, it holds nothing.
            listed = self.call("-t", name, "-S")
            if "ermission denied" in listed.stderr:
                _succeed(listed)
            tables[name] = listed.stdout.splitlines() if listed.returncode == 0 else []
        return Saved(tables=tables)

    def _path(self, action: str) -> str:
        name = "-".join(part for part in (_STEM[self.version], self.variant, action) if part)
        path = which(name) or which(name, path="/usr/sbin:/sbin")
        if path is None:
            raise SettingsError(
                f"the program {name} is not installed",
                remedy="install the package iptables, or use an image that has it",
            )
        return path


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The rules in place: by table the lines that `iptables -S` prints."""

    tables: dict[str, list[str]]

    def own_chains(self, table: str) -> list[str]:
        """Chains of an interception, ours or one that was there before."""
        return [words[1] for words in self._lines(table, "-N") if is_own_chain(words[1])]

    def hooks(self, table: str) -> list[list[str]]:
        """Rules of the kernel's own chains that belong to an interception, as words behind `-A`.

        Those that jump to one of its chains, and those that name its mark, which its chains tell.
        """
        marks = self._marks(table)
        rules = (words[1:] for words in self._lines(table, "-A") if not is_own_chain(words[1]))
        return [words for words in rules if any(is_own_chain(word) or _number(word) in marks for word in words[1:])]

    def own_rules(self, table: str) -> int:
        """How many rules the chains of an interception hold."""
        return sum(is_own_chain(words[1]) for words in self._lines(table, "-A"))

    @property
    def empty(self) -> bool:
        """Whether no interception is in place."""
        return not any(self.own_chains(table) for table in self.tables)

    def _marks(self, table: str) -> set[int]:
        """The mark of packets for the proxy, and the one after it; none where nothing is marked."""
        marks = (
            _number(words[words.index("--mark") + 1])
            for words in self._lines(table, "-A")
            if is_own_chain(words[1]) and "--mark" in words
        )
        return {mark for mark in marks if mark is not None}

    def _lines(self, table: str, action: str) -> Iterator[list[str]]:
        return (words for words in map(str.split, self.tables.get(table, ())) if words[:1] == [action])


def _number(word: str) -> int | None:
    """The number of `0x539` or `0x539/0xffffffff`; None for other words."""
    try:
        return int(word.partition("/")[0], 16) if word.startswith("0x") else None
    except ValueError:
        return None


def apply(rules: RuleSet, *, variant: str = "") -> dict[Version, bool]:
    """Put the rules in place, other rules of an interception taken away; by version whether anything was changed.

    Running it twice changes nothing the second time.

    Raises:
        SettingsError: iptables is not there, or refused.
    """
    changed: dict[Version, bool] = {}
    for version, tables in rules.tables.items():
        iptables = Iptables(version=version, variant=variant)
        changed[version] = not in_place(iptables, tables)
        if changed[version]:
            _take_away(iptables, tables)
            iptables.restore(restore_text(tables))
    _routes(rules, present=True)
    return changed


def clean(rules: RuleSet, *, variant: str = "") -> None:
    """Take the rules away, and whatever chains an interception left behind.

    Raises:
        SettingsError: iptables is not there, or refused.
    """
    for version, tables in rules.tables.items():
        _take_away(Iptables(version=version, variant=variant), tables)
    _routes(rules, present=False)


def in_place(iptables: Iptables, tables: tuple[Table, ...]) -> bool:
    """Whether these rules and no other ones of an interception are in place.

    Raises:
        SettingsError: the rules in place cannot be read.
    """
    saved = iptables.saved()
    wanted = {table.name: sum(is_own_chain(rule.chain) for rule in table.rules) for table in tables}
    if any(saved.own_rules(name) != wanted.get(name, 0) for name in _TABLES):
        return False
    return all(iptables.call(*command).returncode == 0 for command in check_commands(tables))


def _take_away(iptables: Iptables, tables: tuple[Table, ...]) -> None:
    saved = iptables.saved()
    for command in unhook_commands(tables):
        _repeat(iptables, command)
    for table in _TABLES:
        for words in saved.hooks(table):
            _repeat(iptables, ("-t", table, "-D", *words))
        chains = saved.own_chains(table)
        for action in ("-F", "-X"):
            for name in chains:
                _succeed(iptables.call("-t", table, action, name))


def _repeat(iptables: Iptables, command: tuple[str, ...]) -> None:
    for _ in range(_MOST_COPIES):
        if iptables.call(*command).returncode != 0:
            return


def _routes(rules: RuleSet, *, present: bool) -> None:
    """Addresses and routes beside the rules: local delivery of marked packets, the proxy's second IPv6 address."""
    settings = rules.settings
    if present and Version.V6 in rules.tables:
        _ip("-6", "address", "replace", "::6/128", "dev", "lo")
    if not settings.tproxy:
        return
    mark, table = str(settings.tproxy_mark), str(settings.tproxy_route_table)
    for version in rules.tables:
        family = "-4" if version is Version.V4 else "-6"
        rule = ("fwmark", mark, "lookup", table)
        for _ in range(_MOST_COPIES):
            if _ip(family, "rule", "del", *rule).returncode != 0:
                break
        if present:
            _succeed(_ip(family, "rule", "add", *rule))
            _succeed(_ip(family, "route", "replace", "local", "default", "dev", "lo", "table", table))
        else:
            _ip(family, "route", "flush", "table", table)


def _ip(*arguments: str) -> subprocess.CompletedProcess[str]:
    path = which("ip") or which("ip", path="/usr/sbin:/sbin")
    if path is None:
        raise SettingsError("the program ip is not installed", remedy="install the package iproute2")
    return _run(path, *arguments)


def _run(*command: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)  # noqa: S603  own words
    except OSError as fault:
        raise SettingsError(f"{command[0]}: {fault.strerror}") from None


def _succeed(done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode == 0:
        return
    name = " ".join(str(word) for word in done.args[:6])
    said = " ".join(done.stderr.split()) or f"exit status {done.returncode}"
    with suppress(IndexError):
        name = name.rsplit("/", 1)[-1]
    denied = "ermission denied" in said or "not permitted" in said
    raise SettingsError(
        f"{name}: {said}",
        remedy="run as root with the capabilities NET_ADMIN and NET_RAW" if denied else None,
    )
