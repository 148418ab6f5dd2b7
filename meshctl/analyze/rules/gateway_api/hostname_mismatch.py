"""No hostname of a route fits its Gateway.

## What it checks
Some hostname of an HTTPRoute, GRPCRoute or TLSRoute shares a name with the hostname of a listener that takes the route.
An absent hostname, on either side, fits all.

## Why it matters
The Gateway refuses the route.

## Example
Bad:
```yaml
hostnames: [shop.example.org]   # the listener has hostname *.example.com
```
Good:
```yaml
hostnames: [shop.example.com]
```

## How to fix
Correct the hostname, or add a listener for it.

## Source
gateway-api: hostname intersection; Kiali KIA1401
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0112
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.mesh.hosts import hosts_match
from meshctl.model.fields import text
from meshctl.model.gateway_api import attach, hostnames, parents
from meshctl.model.kinds import GRPC_ROUTE, HTTP_ROUTE, K8S_GATEWAY, NAMESPACE, TLS_ROUTE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

_ROUTES_WITH_HOSTNAMES = (HTTP_ROUTE, GRPC_ROUTE, TLS_ROUTE)

META = RuleMeta(
    slug="gateway-api/hostname-mismatch",
    messages=(MSH0112,),
    kinds=(*_ROUTES_WITH_HOSTNAMES, K8S_GATEWAY, NAMESPACE),
    link="https://gateway-api.sigs.k8s.io/reference/spec/#httproutespec",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a parent that takes the route but none of its hostnames."""
    for route in snapshot.every(*_ROUTES_WITH_HOSTNAMES):
        wanted = hostnames(route.spec)
        for parent in parents(route) if wanted else ():
            gateway = snapshot.find(K8S_GATEWAY, parent.namespace, parent.name) if parent.kind == K8S_GATEWAY else None
            if gateway is None:
                continue
            served = [text(each.get("hostname")) for each in attach(snapshot, route, gateway, parent).listeners]
            if served and not any(not own or hosts_match(own, host) for own in served for host in wanted):
                yield MSH0112.at(
                    route,
                    ("spec", "hostnames"),
                    related=(Place(resource=gateway, path=("spec", "listeners"), message="the listeners"),),
                    hostnames=", ".join(wanted),
                    parent=str(parent),
                    listeners=", ".join(served),
                )
