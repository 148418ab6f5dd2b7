"""Following a packet through the rules: where it goes, and which rule decides.

A connection's first packet is what counts: the nat table is asked for that one alone. A packet the pod sends passes
raw, mangle and nat of `OUTPUT`; over the loopback device it then arrives at `PREROUTING`, where only raw and mangle
are asked, because its connection has been through nat already. A packet from outside passes all of `PREROUTING`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from ipaddress import ip_address, ip_interface
from typing import TYPE_CHECKING, Final, Literal

from meshctl.intercept.rules import ACCEPT, DROP, OUTPUT, PREROUTING, RETURN, Kind, Match, Rule, Table, Version

if TYPE_CHECKING:
    from meshctl.intercept.ruleset import RuleSet

LOOPBACK_DEVICE: Final = "lo"
_ORDER: Final = ("raw", "mangle", "nat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """The first packet of a connection.

    `uid` and `gid` are those of the sending process, empty for a packet from outside; `mark` is netfilter's.
    """

    protocol: Literal["tcp", "udp"] = "tcp"
    source: str
    destination: str
    port: int
    source_port: int = 0
    in_interface: str = ""
    out_interface: str = ""
    uid: str = ""
    gid: str = ""
    mark: int = 0

    @property
    def version(self) -> Version:
        """The IP version of its addresses."""
        return Version.V6 if ":" in self.destination else Version.V4


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A rule that applied on the way."""

    table: str
    rule: Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Where a connection goes.

    `outcome` is `proxy` when it was sent to `to_port`, `direct` when it reaches its own destination, `dropped`
    otherwise. `decisive` is the rule that settled it, None when every chain was left at its end. `steps` are all
    rules that applied, in order.
    """

    outcome: Literal["proxy", "direct", "dropped"]
    to_port: int | None = None
    decisive: Step | None = None
    steps: tuple[Step, ...] = ()

    @property
    def captured(self) -> bool:
        """Whether the connection passes the proxy or its agent."""
        return self.outcome == "proxy"


def follow_outbound(rules: RuleSet, packet: Packet) -> Verdict:
    """Where a connection goes that a process of the pod opens; `out_interface` says by which device it would leave."""
    verdict, packet = _pass(rules, packet, OUTPUT, _ORDER)
    if verdict.outcome == "direct" and packet.out_interface == LOOPBACK_DEVICE:
        arriving = replace(packet, in_interface=LOOPBACK_DEVICE, out_interface="", uid="", gid="")
        arrived, _ = _pass(rules, arriving, PREROUTING, _ORDER[:2])
        if arrived.outcome != "direct":
            return replace(arrived, steps=verdict.steps + arrived.steps)
    return verdict


def follow_inbound(rules: RuleSet, packet: Packet) -> Verdict:
    """Where a connection goes that reaches the pod from outside by `in_interface`."""
    return _pass(rules, packet, PREROUTING, _ORDER)[0]


def _pass(rules: RuleSet, packet: Packet, hook: str, tables: tuple[str, ...]) -> tuple[Verdict, Packet]:
    """The packet through one hook of several tables; capture in one ends the walk."""
    steps: list[Step] = []
    decisive: Step | None = None
    for name in tables:
        walk = _Walk(table=rules.table(packet.version, name), packet=packet, steps=[])
        end = walk.chain(hook)
        packet, steps = walk.packet, steps + walk.steps
        if end is None:
            continue
        decisive = end
        found = _captured(end, tuple(steps))
        if found is not None:
            return found, packet
    return Verdict(outcome="direct", decisive=decisive, steps=tuple(steps)), packet


def _captured(end: Step, steps: tuple[Step, ...]) -> Verdict | None:
    target = end.rule.target
    if target.name == DROP:
        return Verdict(outcome="dropped", decisive=end, steps=steps)
    for flag in ("--to-ports", "--to-port", "--on-port"):
        if flag in target.options:
            return Verdict(outcome="proxy", to_port=int(target.option(flag)), decisive=end, steps=steps)
    return None


@dataclass(slots=True, kw_only=True)
class _Walk:
    """One packet in one table; `steps` collects the rules that applied."""

    table: Table
    packet: Packet
    steps: list[Step]

    def chain(self, name: str) -> Step | None:
        """The rule that ended the walk; None when the chain was left at its end.

        A `RETURN` from a chain of our own goes on in the chain that called it, and is kept as what settled the matter
        as long as nothing after it does.
        """
        returned: Step | None = None
        for rule in self.table.chain(name):
            if not all(holds(match, self.packet) for match in rule.matches):
                continue
            step = Step(table=self.table.name, rule=rule)
            self.steps.append(step)
            target = rule.target.name
            if target in {RETURN, ACCEPT, DROP, "REDIRECT", "TPROXY"}:
                return step
            if self._change(rule):
                continue
            inner = self.chain(target)
            if inner is not None and inner.rule.target.name != RETURN:
                return inner
            returned = inner or returned
        return returned

    def _change(self, rule: Rule) -> bool:
        """Apply a target that changes the packet and lets it go on; False for a jump."""
        if rule.target.name == "MARK":
            self.packet = replace(self.packet, mark=int(rule.target.option("--set-mark")))
            return True
        return rule.target.name in {"CONNMARK", "CT"}


def holds(match: Match, packet: Packet) -> bool:
    """Whether a condition holds for the first packet of a connection."""
    return _matches(match, packet) != match.negated


def _matches(match: Match, packet: Packet) -> bool:
    value = match.value
    match match.kind:
        case Kind.PROTOCOL:
            return packet.protocol == value
        case Kind.SOURCE:
            return _within(packet.source, value)
        case Kind.DESTINATION:
            return _within(packet.destination, value)
        case Kind.INPUT_INTERFACE:
            return _device(packet.in_interface, value)
        case Kind.OUTPUT_INTERFACE:
            return _device(packet.out_interface, value)
        case Kind.SOURCE_PORT:
            return _in_ports(packet.source_port, value)
        case Kind.PORT | Kind.PORTS:
            return any(_in_ports(packet.port, each) for each in value.split(","))
        case Kind.UID:
            return packet.uid == value
        case Kind.GID:
            return packet.gid == value
        case Kind.MARK:
            return packet.mark == int(value)
        case Kind.STATE:
            return "NEW" in value.split(",")
        case Kind.CONNECTION_MARK:
            return False  # a new connection has none


def _within(address: str, network: str) -> bool:
    return ip_address(address) in ip_interface(network).network


def _device(name: str, pattern: str) -> bool:
    """A trailing plus stands for any rest of the name, as iptables reads it."""
    return name.startswith(pattern[:-1]) if pattern.endswith("+") else name == pattern


def _in_ports(port: int, text: str) -> bool:
    first, colon, last = text.partition(":")
    return int(first or 0) <= port <= int(last or 65535) if colon else port == int(first)
