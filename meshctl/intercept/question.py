"""Questions in people's words: does traffic from uid X to 10.0.0.5:443 pass the proxy?"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final, Literal

from meshctl.errors import UsageError
from meshctl.intercept.rules import Version
from meshctl.intercept.walk import LOOPBACK_DEVICE, Packet, Verdict, follow_inbound, follow_outbound

if TYPE_CHECKING:
    from meshctl.intercept.ruleset import RuleSet
    from meshctl.intercept.settings import Names

_UNKNOWN: Final = {Version.V4: "0.0.0.0", Version.V6: "::"}  # noqa: S104  an address to match against, not to bind to


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One connection to ask about.

    `destination` and `source` are addresses, `source` empty for whatever the system would choose. `interface` is the
    device it arrives by or leaves by, empty for the usual one: the loopback device where the destination is the pod's
    own, `eth0` elsewhere.
    """

    direction: Literal["outbound", "inbound"] = "outbound"
    protocol: Literal["tcp", "udp"] = "tcp"
    destination: str
    port: int
    source: str = ""
    uid: str = ""
    gid: str = ""
    interface: str = ""
    pod_ips: Names = ()

    @property
    def version(self) -> Version:
        """The IP version of the connection."""
        return Version.V6 if ":" in self.destination else Version.V4

    def __str__(self) -> str:
        """The question as a phrase."""
        target = f"[{self.destination}]" if self.version is Version.V6 else self.destination
        sender = f"from {self.source} " if self.source else ""
        owner = f"of uid {self.uid} gid {self.gid} " if self.direction == "outbound" else ""
        return f"{self.direction} {self.protocol} {owner}{sender}to {target}:{self.port}"


def parse_target(text: str) -> tuple[str, int]:
    """Address and port of `10.0.0.5:443` or `[2001:db8::5]:443`.

    Raises:
        UsageError: it is neither.
    """
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    try:
        if colon and port.isdecimal() and int(port) <= 65535:
            return str(ip_address(host)), int(port)
    except ValueError:
        pass
    raise UsageError(
        f"found {text!r}, expected an address and a port", remedy="write 10.0.0.5:443 or [2001:db8::5]:443"
    )


def ask(rules: RuleSet, question: Question) -> Verdict:
    """The answer of the rules; IPv6 connections go direct where there are rules for IPv4 alone."""
    packet = _packet(question)
    return (follow_outbound if question.direction == "outbound" else follow_inbound)(rules, packet)


def _packet(question: Question) -> Packet:
    local = ip_address(question.destination).is_loopback or question.destination in question.pod_ips
    own = next((ip for ip in question.pod_ips if (":" in ip) == (":" in question.destination)), "")
    # What a process sends to the pod itself bears the address it is sent to, unless it chose another.
    source = question.source or (question.destination if local else own) or _UNKNOWN[question.version]
    if question.direction == "inbound":
        return Packet(
            protocol=question.protocol,
            source=question.source or _UNKNOWN[question.version],
            destination=question.destination,
            port=question.port,
            in_interface=question.interface or "eth0",
        )
    return Packet(
        protocol=question.protocol,
        source=source,
        destination=question.destination,
        port=question.port,
        out_interface=question.interface or (LOOPBACK_DEVICE if local else "eth0"),
        uid=question.uid,
        gid=question.gid,
    )
