"""No listener of its Gateway takes a route.

## What it checks
For each Gateway a route attaches to: a listener of the wanted `sectionName` and `port` exists, takes the route's kind
(by its protocol or `allowedRoutes.kinds`), and admits the route's namespace (`allowedRoutes.namespaces`; by default the
Gateway's own).

## Why it matters
The Gateway refuses the route; its status says so, and clients get 404.

## Example
Bad: the Gateway stands in `ingress`, its listener has no `allowedRoutes`, and the route of `shop` has
```yaml
parentRefs: [{name: web, namespace: ingress}]
```
Good: the listener has
```yaml
allowedRoutes: {namespaces: {from: All}}
```

## How to fix
Correct `sectionName` or `port`, or widen `allowedRoutes`.

## Source
gateway-api: route attachment; Kiali KIA1401
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0111
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.gateway_api import attach, parents
from meshctl.model.kinds import K8S_GATEWAY, NAMESPACE, ROUTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="gateway-api/not-allowed-by-parent",
    messages=(MSH0111,),
    kinds=(*ROUTES, K8S_GATEWAY, NAMESPACE),
    link="https://gateway-api.sigs.k8s.io/api-types/httproute/#attaching-to-gateways",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a parent."""
    for route in snapshot.every(*ROUTES):
        for parent in parents(route):
            gateway = snapshot.find(K8S_GATEWAY, parent.namespace, parent.name) if parent.kind == K8S_GATEWAY else None
            if gateway is None:
                continue
            attachment = attach(snapshot, route, gateway, parent)
            if attachment.refusal:
                yield MSH0111.at(
                    route,
                    parent.path,
                    related=(Place(resource=gateway, path=("spec", "listeners"), message="the listeners"),),
                    parent=str(parent),
                    reason=attachment.refusal,
                    remedy=attachment.remedy,
                )
