"""Two Gateways serve one host on one port of the same workload.

## What it checks
Servers of Gateways with equal selectors, or with one selector contained in the other and a pod that both match: same
port number and bind address, and a host written alike.

## Why it matters
Only one server can own host and port; the other is dropped, and which one is not defined.

## Example
Bad: two Gateways with `selector: {istio: ingressgateway}`, both with
```yaml
servers:
- port: {number: 80, name: http, protocol: HTTP}
  hosts: ["shop.example.com"]
```
Good: one Gateway, to which VirtualServices of both teams bind.

## How to fix
Keep each host and port in one Gateway.

## Source
istio/istio pkg/config/analysis/analyzers/gateway/conflictinggateway.go, pilot/pkg/model/gateway.go CheckDuplicates
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0145
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig, integer, objects, text, texts
from meshctl.model.gateways import selector_of
from meshctl.model.kinds import GATEWAY
from meshctl.model.workloads import WORKLOAD_KINDS, workload_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="gateway/conflicting-servers",
    messages=(IST0145,),
    kinds=(GATEWAY, *WORKLOAD_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0145/",
    analyzers=("gateway.ConflictingGatewayAnalyzer",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Server:
    gateway: MeshResource
    path: FieldPath
    port: int
    bind: str
    hosts: frozenset[str]


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a server, naming all Gateways it conflicts with."""
    servers = [server for gateway in snapshot.of_kind(GATEWAY) for server in _servers(gateway)]
    by_address: dict[tuple[int, str, str], list[_Server]] = {}
    for server in servers:
        for host in server.hosts:
            by_address.setdefault((server.port, server.bind, host), []).append(server)
    for server in servers:
        rivals = {
            rival.gateway: rival
            for host in sorted(server.hosts)
            for rival in by_address[server.port, server.bind, host]
            if rival.gateway is not server.gateway and _meet(server.gateway, rival.gateway, snapshot)
        }
        if rivals:
            yield _conflict(server, list(rivals.values()))


def _servers(gateway: MeshResource) -> Iterator[_Server]:
    for index, server in objects(gateway.spec.get("servers")):
        number = integer(dig(server, "port", "number"))
        if number is not None:
            yield _Server(
                gateway=gateway,
                path=("spec", "servers", index),
                port=number,
                bind=text(server.get("bind")),
                hosts=frozenset(texts(server.get("hosts"))),
            )


def _meet(one: MeshResource, other: MeshResource, snapshot: Snapshot) -> bool:
    """Whether both apply to some workload; Gateways with equal selectors do even if the set holds none."""
    first, second = selector_of(one), selector_of(other)
    if first == second:
        return True
    if not (first.items() <= second.items() or second.items() <= first.items()):
        return False
    return snapshot.derived(workload_table).any_matching({**first, **second})


def _conflict(server: _Server, rivals: list[_Server]) -> Problem:
    shared = sorted({host for rival in rivals for host in rival.hosts & server.hosts})
    related = tuple(
        Place(resource=rival.gateway, path=(*rival.path, "hosts"), message="serves them too") for rival in rivals
    )
    names = sorted(rival.gateway.full_name for rival in rivals)
    return IST0145.at(
        server.gateway,
        (*server.path, "hosts"),
        related=related,
        gateways=", ".join([server.gateway.full_name, *names]),
        hosts=", ".join(shared),
        port=server.port,
    )
