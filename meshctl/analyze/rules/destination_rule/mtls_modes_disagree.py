"""Client and server side disagree about mutual TLS.

## What it checks
A DestinationRule with TLS mode DISABLE for hosts whose namespace (or mesh) demands STRICT, and one with ISTIO_MUTUAL
for hosts whose namespace (or mesh) has DISABLE. Namespaces with workload-specific PeerAuthentications are left out.

## Why it matters
Connections fail: one side speaks TLS and the other plain text.

## Example
Bad: the PeerAuthentication of namespace `shop` is STRICT.
```yaml
host: cart.shop.svc.cluster.local
trafficPolicy: {tls: {mode: DISABLE}}
```
Good: no `tls` at all; automatic mutual TLS follows the server.

## How to fix
Make both sides agree, or leave `tls` out.

## Source
Kiali KIA0205 to KIA0208, KIA0505, KIA0506
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0097
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.mesh.hosts import is_wildcard
from meshctl.model.fields import dig, text
from meshctl.model.kinds import DESTINATION_RULE, PEER_AUTHENTICATION
from meshctl.model.mtls import MtlsMode, mesh_mtls, namespace_mtls
from meshctl.model.subsets import rule_host

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="destination-rule/mtls-modes-disagree",
    messages=(MSH0097,),
    kinds=(DESTINATION_RULE, PEER_AUTHENTICATION),
    link="https://istio.io/latest/docs/reference/config/security/peer_authentication/",
)

# What a client's mode does, what the server's mode demands, and the words for both.
_CLASHES = {
    ("DISABLE", "STRICT"): ("switches off", "demands it (STRICT)"),
    ("ISTIO_MUTUAL", "DISABLE"): ("asks for", "switches it off (DISABLE)"),
}


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a DestinationRule."""
    for rule in snapshot.every(DESTINATION_RULE):
        host = rule_host(rule, snapshot.settings)
        mode = text(dig(rule.spec, "trafficPolicy", "tls", "mode"))
        server = _server_mode(host, snapshot) if mode else None
        if server is None or server.policy is None or (mode, server.mode) not in _CLASHES:
            continue
        says, demands = _CLASHES[mode, server.mode]
        yield MSH0097.at(
            rule,
            ("spec", "trafficPolicy", "tls", "mode"),
            related=(Place(resource=server.policy, path=("spec", "mtls", "mode"), message="the server side"),),
            host=host,
            says=says,
            policy=f"PeerAuthentication {server.policy.full_name}",
            demands=demands,
        )


def _server_mode(host: str, snapshot: Snapshot) -> MtlsMode | None:
    """The mode for a host inside the mesh: of its namespace, or of the whole mesh for a wider wildcard."""
    suffix = f".svc.{snapshot.settings.cluster_domain}"
    if is_wildcard(host) and suffix.endswith(host.removeprefix("*")):
        return mesh_mtls(snapshot)
    if not host.endswith(suffix):
        return None
    return namespace_mtls(snapshot, host.removesuffix(suffix).rpartition(".")[2])
