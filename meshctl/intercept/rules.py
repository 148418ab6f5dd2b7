"""Rules, chains and tables of netfilter as values, and how iptables spells them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Version(StrEnum):
    """The two IP versions; each has tables of its own."""

    V4 = "v4"
    V6 = "v6"


class Kind(StrEnum):
    """What a match looks at."""

    PROTOCOL = "-p"
    SOURCE = "-s"
    DESTINATION = "-d"
    INPUT_INTERFACE = "-i"
    OUTPUT_INTERFACE = "-o"
    SOURCE_PORT = "--sport"
    PORT = "--dport"
    PORTS = "-m multiport --dports"
    UID = "-m owner --uid-owner"
    GID = "-m owner --gid-owner"
    STATE = "-m conntrack --ctstate"
    MARK = "-m mark --mark"
    CONNECTION_MARK = "-m connmark --mark"


PREROUTING: Final = "PREROUTING"
OUTPUT: Final = "OUTPUT"
BUILT_IN_CHAINS: Final = frozenset({PREROUTING, "INPUT", "FORWARD", OUTPUT, "POSTROUTING"})

RETURN: Final = "RETURN"
ACCEPT: Final = "ACCEPT"
DROP: Final = "DROP"


@dataclass(frozen=True, slots=True)
class Match:
    """One condition of a rule; a rule applies where all of its conditions hold."""

    kind: Kind
    value: str
    negated: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The words on iptables' command line; the exclamation mark stands before the flag, behind the module."""
        *module, flag = self.kind.value.split(" ")
        return (*module, *(("!",) if self.negated else ()), flag, self.value)


@dataclass(frozen=True, slots=True)
class Target:
    """What a rule does: a verdict (`RETURN`), a jump to a chain of our own, or an extension with its options."""

    name: str
    options: tuple[str, ...] = ()

    def option(self, flag: str) -> str:
        """The value behind a flag.

        Raises:
            KeyError: the target has no such flag.
        """
        if flag not in self.options:
            raise KeyError(flag)
        return self.options[self.options.index(flag) + 1]

    @property
    def words(self) -> tuple[str, ...]:
        """The words on iptables' command line."""
        return ("-j", self.name, *self.options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of a chain; `position` (1-based) inserts it there, None puts it at the end.

    `why` says what the rule is for, to whoever asks which rule decided.
    """

    chain: str
    matches: tuple[Match, ...] = ()
    target: Target
    position: int | None = None
    why: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The conditions and the target as iptables' command line has them, without the chain."""
        return (*(word for match in self.matches for word in match.words), *self.target.words)

    def __str__(self) -> str:
        """The rule as a line for iptables-restore."""
        place = ("-A", self.chain) if self.position is None else ("-I", self.chain, str(self.position))
        return " ".join((*place, *self.words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of one IP version: its rules in the order in which they are to be put in."""

    name: str
    rules: tuple[Rule, ...]

    @property
    def own_chains(self) -> tuple[str, ...]:
        """The chains to make, in the order in which rules need them; a chain only jumped to is made as well."""
        filled = dict.fromkeys(rule.chain for rule in self.rules)
        aimed_at = dict.fromkeys(rule.target.name for rule in self.rules if is_own_chain(rule.target.name))
        return tuple(name for name in filled | aimed_at if name not in BUILT_IN_CHAINS)

    def chain(self, name: str) -> tuple[Rule, ...]:
        """The rules of a chain in the order in which a packet meets them."""
        found: list[Rule] = []
        for rule in self.rules:
            if rule.chain == name:
                found.insert(len(found) if rule.position is None else rule.position - 1, rule)
        return tuple(found)


OWN_PREFIX: Final = "ISTIO_"


def is_own_chain(name: str) -> bool:
    """Whether a chain is one of the interception's: they share a prefix, so that leftovers are recognised."""
    return name.startswith(OWN_PREFIX)


def protocol(name: str) -> Match:
    """Traffic of that protocol."""
    return Match(Kind.PROTOCOL, name)


TCP: Final = protocol("tcp")
UDP: Final = protocol("udp")
