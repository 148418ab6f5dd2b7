"""The nat table: where new connections go.

Inbound ones meet `PREROUTING` and `ISTIO_INBOUND`, outbound ones `OUTPUT` and `ISTIO_OUTPUT`; the first rule that
applies decides. The order below is therefore the meaning: exclusions come before what they exclude from.

Source: istio/istio tools/istio-iptables/pkg/capture/run.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from meshctl.intercept.rules import OUTPUT, PREROUTING, RETURN, TCP, UDP, Kind, Match, Rule, Target, Version
from meshctl.intercept.settings import DNS_PORT, PASSTHROUGH_SOURCE, WILDCARD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.intercept.settings import InterceptSettings

INBOUND: Final = "ISTIO_INBOUND"
REDIRECT_OUT: Final = "ISTIO_REDIRECT"
REDIRECT_IN: Final = "ISTIO_IN_REDIRECT"
OUTBOUND: Final = "ISTIO_OUTPUT"
OUTBOUND_DNS: Final = "ISTIO_OUTPUT_DNS"

_LOOPBACK_DEVICE: Final = Match(Kind.OUTPUT_INTERFACE, "lo")
_RETURN: Final = Target(RETURN)
_DNS: Final = "53"


def nat_rules(settings: InterceptSettings, version: Version) -> Iterator[Rule]:
    """The rules of the nat table, in order."""
    yield from _excluded_interfaces(settings)
    for name in settings.virtual_interfaces:
        yield Rule(
            chain=PREROUTING,
            position=1,
            matches=(Match(Kind.INPUT_INTERFACE, name),),
            target=_RETURN,
            why="traffic from a virtual interface is not inbound traffic of the pod",
        )
    yield from _redirects(settings)
    if not settings.tproxy:
        yield from _inbound(settings)
    yield from _outbound(settings, version)


def _excluded_interfaces(settings: InterceptSettings) -> Iterator[Rule]:
    for name in settings.exclude_interfaces:
        why = "the interface is excluded"
        yield Rule(chain=PREROUTING, matches=(Match(Kind.INPUT_INTERFACE, name),), target=_RETURN, why=why)
        yield Rule(chain=OUTPUT, matches=(Match(Kind.OUTPUT_INTERFACE, name),), target=_RETURN, why=why)


def _redirects(settings: InterceptSettings) -> Iterator[Rule]:
    """The tunnel port, and the two chains that hand a connection to the proxy."""
    yield Rule(
        chain=INBOUND,
        matches=(TCP, _port(settings.inbound_tunnel_port)),
        target=_RETURN,
        why="the proxy listens on the tunnel port itself",
    )
    yield Rule(
        chain=REDIRECT_OUT,
        matches=(TCP,),
        target=_to_ports(settings.proxy_port),
        why="outbound TCP goes to the proxy's outbound listener",
    )
    yield Rule(
        chain=REDIRECT_IN,
        matches=(TCP,),
        target=_to_ports(settings.inbound_capture_port),
        why="inbound TCP goes to the proxy's inbound listener",
    )


def _inbound(settings: InterceptSettings) -> Iterator[Rule]:
    if not settings.inbound_ports:
        return
    yield Rule(chain=PREROUTING, matches=(TCP,), target=Target(INBOUND))
    if settings.inbound_ports == (WILDCARD,):
        for port in settings.inbound_ports_exclude:
            yield Rule(chain=INBOUND, matches=(TCP, _port(port)), target=_RETURN, why="the inbound port is excluded")
        yield Rule(chain=INBOUND, matches=(TCP,), target=Target(REDIRECT_IN))
        return
    for port in settings.inbound_ports:
        yield Rule(chain=INBOUND, matches=(TCP, _port(port)), target=Target(REDIRECT_IN))


def _outbound(settings: InterceptSettings, version: Version) -> Iterator[Rule]:
    yield Rule(chain=OUTPUT, target=Target(OUTBOUND))
    for port in settings.outbound_ports_exclude:
        for carrier in (TCP, UDP):
            yield _out(carrier, _port(port), why="the outbound port is excluded")
    yield _out(
        _LOOPBACK_DEVICE,
        Match(Kind.SOURCE, PASSTHROUGH_SOURCE[version]),
        why="the proxy passes an inbound connection on to the application",
    )
    for uid in settings.proxy_uids:
        yield from _own_traffic(settings, version, Kind.UID, uid)
    for gid in settings.proxy_gids:
        yield from _own_traffic(settings, version, Kind.GID, gid)
    yield from _owner_groups(settings)
    if settings.captures_dns:
        yield from _dns(settings, version)
    yield _out(Match(Kind.DESTINATION, settings.loopback(version)), why="localhost is meant for the pod itself")
    for each in settings.outbound_ranges_exclude.of(version):
        yield _out(Match(Kind.DESTINATION, each), why="the outbound IP range is excluded")
    for port in settings.outbound_ports:
        yield _out(TCP, _port(port), target=Target(REDIRECT_OUT))
    yield from _outbound_ranges(settings, version)


def _own_traffic(settings: InterceptSettings, version: Version, kind: Kind, owner: str) -> Iterator[Rule]:
    """What the proxy itself sends, and what the application sends to itself."""
    yield _out(
        _LOOPBACK_DEVICE,
        Match(Kind.DESTINATION, settings.loopback(version), negated=True),
        TCP,
        _not_for_tunnel(settings, kind),
        Match(kind, owner),
        target=Target(REDIRECT_IN),
    )
    if not settings.outbound_ranges.has_loopback:
        # NB: a DNS server on localhost is reached over lo; port 53 must fall through to the rules that capture it.
        narrowed = (TCP, Match(Kind.PORT, _DNS, negated=True)) if settings.captures_dns else ()
        yield _out(
            _LOOPBACK_DEVICE,
            *narrowed,
            Match(kind, owner, negated=True),
            why="the application calls itself over the loopback device",
        )
    yield _out(Match(kind, owner), why="the proxy's own traffic never comes back to it")


def _not_for_tunnel(settings: InterceptSettings, kind: Kind) -> Match:
    """Not the tunnel port; with DNS capture not port 53 either, which the agent asks on the proxy's behalf."""
    if settings.captures_dns and kind is Kind.UID:
        return Match(Kind.PORTS, f"{_DNS},{settings.inbound_tunnel_port}", negated=True)
    return Match(Kind.PORT, str(settings.inbound_tunnel_port), negated=True)


def _owner_groups(settings: InterceptSettings) -> Iterator[Rule]:
    if settings.owner_groups is not None:
        others = (Match(Kind.GID, group, negated=True) for group in settings.owner_groups)
        yield _out(*others, why="only traffic of named groups is captured")
        return
    for group in settings.owner_groups_exclude:
        yield _out(Match(Kind.GID, group), why="traffic of the group is excluded")


def _dns(settings: InterceptSettings, version: Version) -> Iterator[Rule]:
    yield _out(target=Target(OUTBOUND_DNS))
    # NB: each range an own rule, so that a local resolver's own questions to its upstream are not captured.
    servers = [(Match(Kind.DESTINATION, each),) for each in settings.dns_servers(version)]
    for carrier, flag in ((TCP, "--to-ports"), (UDP, "--to-port")):
        for server in [()] if settings.capture_all_dns else servers:
            yield Rule(
                chain=OUTBOUND_DNS,
                matches=(carrier, Match(Kind.PORT, _DNS), *server),
                target=Target("REDIRECT", (flag, str(DNS_PORT))),
                why="DNS goes to the agent beside the proxy",
            )


def _outbound_ranges(settings: InterceptSettings, version: Version) -> Iterator[Rule]:
    ranges = settings.outbound_ranges
    if ranges.everything:
        yield _out(target=Target(REDIRECT_OUT))
        yield from _virtual(settings)
        return
    for each in ranges.of(version):
        destination = Match(Kind.DESTINATION, each)
        yield from _virtual(settings, destination)
        yield _out(destination, target=Target(REDIRECT_OUT))


def _virtual(settings: InterceptSettings, *narrowed: Match) -> Iterator[Rule]:
    for name in settings.virtual_interfaces:
        yield Rule(
            chain=PREROUTING,
            position=1,
            matches=(Match(Kind.INPUT_INTERFACE, name), *narrowed),
            target=Target(REDIRECT_OUT),
            why="inbound traffic of a virtual interface counts as outbound",
        )


def _out(*matches: Match, target: Target = _RETURN, why: str = "") -> Rule:
    return Rule(chain=OUTBOUND, matches=matches, target=target, why=why)


def _port(port: int | str) -> Match:
    return Match(Kind.PORT, str(port))


def _to_ports(port: int) -> Target:
    return Target("REDIRECT", ("--to-ports", str(port)))
