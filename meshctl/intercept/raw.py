"""The raw table: connection tracking zones that keep two DNS exchanges with the same addresses apart.

The application's question to the server and the agent's own question to it share ports and addresses once the first
is redirected; a zone for each keeps their answers from being mistaken for one another.

Source: istio/istio tools/istio-iptables/pkg/capture/run.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from meshctl.intercept.nat import INBOUND, OUTBOUND_DNS
from meshctl.intercept.rules import OUTPUT, PREROUTING, UDP, Kind, Match, Rule, Target, Version
from meshctl.intercept.settings import DNS_PORT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.intercept.settings import InterceptSettings

_TO_DNS: Final = Match(Kind.PORT, "53")
_FROM_DNS: Final = Match(Kind.SOURCE_PORT, "53")
_FROM_AGENT: Final = Match(Kind.SOURCE_PORT, str(DNS_PORT))
# Zone 1 holds what the agent asks its servers, zone 2 what applications ask.
_AGENT, _APPLICATIONS = Target("CT", ("--zone", "1")), Target("CT", ("--zone", "2"))


def raw_rules(settings: InterceptSettings, version: Version) -> Iterator[Rule]:
    """The rules of the raw table, in order; none without DNS capture."""
    if not settings.captures_dns:
        return
    yield Rule(chain=OUTPUT, target=Target(OUTBOUND_DNS))
    owners = [Match(Kind.UID, uid) for uid in settings.proxy_uids] + [
        Match(Kind.GID, gid) for gid in settings.proxy_gids
    ]
    for owner in owners:
        yield Rule(chain=OUTBOUND_DNS, matches=(UDP, _TO_DNS, owner), target=_AGENT)
        yield Rule(chain=OUTBOUND_DNS, matches=(UDP, _FROM_AGENT, owner), target=_APPLICATIONS)
    yield Rule(chain=PREROUTING, target=Target(INBOUND))
    if settings.capture_all_dns:
        yield Rule(chain=OUTBOUND_DNS, matches=(UDP, _TO_DNS), target=_APPLICATIONS)
        yield Rule(chain=INBOUND, matches=(UDP, _FROM_DNS), target=_AGENT)
        return
    for server in settings.dns_servers(version):
        to_server, from_server = Match(Kind.DESTINATION, server), Match(Kind.SOURCE, server)
        yield Rule(chain=OUTBOUND_DNS, matches=(UDP, _TO_DNS, to_server), target=_APPLICATIONS)
        yield Rule(chain=INBOUND, matches=(UDP, _FROM_DNS, from_server), target=_AGENT)
