"""The only destination of a route carries a weight.

## What it checks
A route with one destination whose `weight` is neither absent, 0 nor 100.

## Why it matters
All traffic goes there; the number suggests that the rest goes elsewhere, so a destination was probably forgotten.

## Example
Bad:
```yaml
route:
- destination: {host: reviews, subset: v1}
  weight: 80
```
Good:
```yaml
route:
- destination: {host: reviews, subset: v1}
```

## How to fix
Add the missing destination or remove the weight.

## Source
Kiali KIA1104
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0060
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import integer, objects, sequence
from meshctl.model.kinds import VIRTUAL_SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="virtual-service/single-destination-weight",
    messages=(MSH0060,),
    kinds=(VIRTUAL_SERVICE,),
    link="https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRouteDestination",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a route."""
    for resource in snapshot.every(VIRTUAL_SERVICE):
        for protocol in ("http", "tls", "tcp"):
            for index, route in objects(resource.spec.get(protocol)):
                if len(sequence(route.get("route"))) != 1:
                    continue
                [(_, only)] = objects(route.get("route"))
                weight = integer(only.get("weight"))
                if weight not in (None, 0, 100):
                    yield MSH0060.at(resource, ("spec", protocol, index, "route", 0, "weight"), weight=weight)
