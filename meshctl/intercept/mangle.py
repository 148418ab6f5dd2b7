"""The mangle table: dropping invalid packets, and inbound capture that keeps addresses (TPROXY).

TPROXY marks what is meant for the proxy; a routing rule sends marked packets to the local machine. What the proxy
sends on to the application bears the original client's address, so the mark is kept on the connection and answers
find their way back to the proxy.

Source: istio/istio tools/istio-iptables/pkg/capture/run.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from meshctl.intercept.nat import INBOUND
from meshctl.intercept.rules import ACCEPT, DROP, OUTPUT, PREROUTING, RETURN, TCP, Kind, Match, Rule, Target, Version
from meshctl.intercept.settings import PASSTHROUGH_SOURCE, WILDCARD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.intercept.settings import InterceptSettings

DIVERT: Final = "ISTIO_DIVERT"
TPROXY_CHAIN: Final = "ISTIO_TPROXY"
DROP_CHAIN: Final = "ISTIO_DROP"

_RETURN: Final = Target(RETURN)
_ESTABLISHED: Final = Match(Kind.STATE, "RELATED,ESTABLISHED")


def mangle_rules(settings: InterceptSettings, version: Version) -> Iterator[Rule]:
    """The rules of the mangle table, in order; none where nothing needs it."""
    if settings.tproxy:
        for name in settings.exclude_interfaces:
            why = "the interface is excluded"
            yield Rule(chain=PREROUTING, matches=(Match(Kind.INPUT_INTERFACE, name),), target=_RETURN, why=why)
            yield Rule(chain=OUTPUT, matches=(Match(Kind.OUTPUT_INTERFACE, name),), target=_RETURN, why=why)
    if settings.drop_invalid:
        yield from _invalid()
    if settings.tproxy:
        if settings.inbound_ports:
            yield from _capture(settings, version)
        yield from _marks(settings, version)
        yield from _exceptions(settings, version)


def _invalid() -> Iterator[Rule]:
    """Packets outside of any connection are dropped, since an answer to them would reset the connection."""
    yield Rule(chain=PREROUTING, matches=(Match(Kind.STATE, "INVALID"),), target=Target(DROP_CHAIN))
    yield Rule(chain=DROP_CHAIN, target=Target(DROP), why="the packet belongs to no connection")


def _capture(settings: InterceptSettings, version: Version) -> Iterator[Rule]:
    yield Rule(chain=DIVERT, target=Target("MARK", ("--set-mark", str(settings.tproxy_mark))))
    yield Rule(chain=DIVERT, target=Target(ACCEPT), why="the connection is known; the routing rule delivers it locally")
    port = str(settings.inbound_capture_port)
    yield Rule(
        chain=TPROXY_CHAIN,
        matches=(Match(Kind.DESTINATION, settings.loopback(version), negated=True), TCP),
        target=Target("TPROXY", ("--tproxy-mark", f"{settings.tproxy_mark}/0xffffffff", "--on-port", port)),
        why="inbound TCP goes to the proxy's inbound listener, addresses kept",
    )
    yield Rule(chain=PREROUTING, matches=(TCP,), target=Target(INBOUND))
    if settings.inbound_ports != (WILDCARD,):
        for each in settings.inbound_ports:
            yield from _divert_or_capture(Match(Kind.PORT, each))
        return
    for each in settings.inbound_ports_exclude:
        yield Rule(
            chain=INBOUND,
            matches=(TCP, Match(Kind.PORT, each)),
            target=_RETURN,
            why="the inbound port is excluded",
        )
    yield from _divert_or_capture()


def _divert_or_capture(*narrowed: Match) -> Iterator[Rule]:
    yield Rule(chain=INBOUND, matches=(TCP, *narrowed, _ESTABLISHED), target=Target(DIVERT))
    yield Rule(chain=INBOUND, matches=(TCP, *narrowed), target=Target(TPROXY_CHAIN))


def _marks(settings: InterceptSettings, version: Version) -> Iterator[Rule]:
    """The mark moves between packet and connection, and the proxy's calls to the pod's own address get another."""
    marked = Match(Kind.MARK, str(settings.tproxy_mark))
    over_loopback = Match(Kind.OUTPUT_INTERFACE, "lo")
    elsewhere = Match(Kind.DESTINATION, settings.loopback(version), negated=True)
    yield Rule(chain=PREROUTING, matches=(TCP, marked), target=Target("CONNMARK", ("--save-mark",)))
    yield Rule(chain=OUTPUT, matches=(TCP, over_loopback, marked), target=_RETURN, why="the packet is marked already")
    owners = [Match(Kind.UID, uid) for uid in settings.proxy_uids] + [
        Match(Kind.GID, gid) for gid in settings.proxy_gids
    ]
    for owner in owners:
        yield Rule(
            chain=OUTPUT,
            matches=(elsewhere, TCP, over_loopback, owner),
            target=Target("MARK", ("--set-mark", str(settings.outbound_mark))),
        )
    known = Match(Kind.CONNECTION_MARK, str(settings.tproxy_mark))
    yield Rule(chain=OUTPUT, matches=(TCP, known), target=Target("CONNMARK", ("--restore-mark",)))


def _exceptions(settings: InterceptSettings, version: Version) -> Iterator[Rule]:
    """What comes before all capture: packets on their way from the proxy to the application."""
    yield Rule(
        chain=INBOUND,
        position=1,
        matches=(TCP, Match(Kind.MARK, str(settings.tproxy_mark))),
        target=_RETURN,
        why="the packet comes from the proxy with the client's address",
    )
    yield Rule(
        chain=INBOUND,
        position=2,
        matches=(TCP, Match(Kind.SOURCE, PASSTHROUGH_SOURCE[version]), Match(Kind.INPUT_INTERFACE, "lo")),
        target=_RETURN,
        why="the proxy passes an inbound connection on to the application",
    )
    yield Rule(
        chain=INBOUND,
        position=3,
        matches=(
            TCP,
            Match(Kind.INPUT_INTERFACE, "lo"),
            Match(Kind.MARK, str(settings.outbound_mark), negated=True),
        ),
        target=_RETURN,
        why="the application calls itself by the pod's address",
    )
