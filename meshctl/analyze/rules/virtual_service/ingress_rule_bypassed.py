"""Routed traffic passes the subset rules of another VirtualService by.

## What it checks
A gateway-bound VirtualService has an http destination without a subset, while another VirtualService splits exactly
that host (one of its own `hosts`) into subsets.

## Why it matters
Rules apply once: traffic that the gateway has routed to the host is not routed again by the host's own
VirtualService, so it reaches all versions.

## Example
Bad: `reviews` is split by a VirtualService of its own.
```yaml
gateways: [public]
http:
- route:
  - destination: {host: reviews}
```
Good:
```yaml
gateways: [public]
http:
- route:
  - destination: {host: reviews, subset: v1}
```

## How to fix
Name the subset in the gateway-bound VirtualService too.

## Source
istio/istio pkg/config/analysis/analyzers/virtualservice/destinationhosts.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0140
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import texts
from meshctl.model.kinds import VIRTUAL_SERVICE
from meshctl.model.subsets import Destination, destinations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="virtual-service/ingress-rule-bypassed",
    messages=(IST0140,),
    kinds=(VIRTUAL_SERVICE,),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0140/",
    analyzers=("virtualservice.DestinationHostAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a pair of VirtualServices."""
    splitters = _splitters(snapshot)
    for resource in snapshot.of_kind(VIRTUAL_SERVICE):
        if not texts(resource.spec.get("gateways")):
            continue
        reported: set[MeshResource] = {resource}
        for destination in _http_routes(resource):
            for splitter in splitters.get(destination.host, ()) if not destination.subset else ():
                if splitter not in reported:
                    reported.add(splitter)
                    yield IST0140.at(
                        resource,
                        (*destination.path, "host"),
                        related=(Place(resource=splitter, message="splits the host into subsets"),),
                        subset_rules=splitter.full_name,
                    )


def _splitters(snapshot: Snapshot) -> dict[str, list[MeshResource]]:
    """VirtualServices that split one of their own hosts, by the host's text."""
    found: dict[str, list[MeshResource]] = {}
    for resource in snapshot.of_kind(VIRTUAL_SERVICE):
        own = set(texts(resource.spec.get("hosts")))
        split = {destination.host for destination in _http_routes(resource) if destination.subset}
        for host in sorted(own & split):
            found.setdefault(host, []).append(resource)
    return found


def _http_routes(resource: MeshResource) -> Iterator[Destination]:
    return (each for each in destinations(resource) if each.path[1] == "http" and not each.mirror)
