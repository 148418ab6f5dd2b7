"""One destination stands twice in a route.

## What it checks
Two entries of one `route` list name the same host, subset and port.

## Why it matters
The weights of both go to one place, which is rarely what was meant; usually a subset was not changed after copying.

## Example
Bad:
```yaml
route:
- {destination: {host: reviews, subset: v1}, weight: 90}
- {destination: {host: reviews, subset: v1}, weight: 10}
```
Good:
```yaml
route:
- {destination: {host: reviews, subset: v1}, weight: 90}
- {destination: {host: reviews, subset: v2}, weight: 10}
```

## How to fix
Correct the subset, or merge the entries.

## Source
Kiali KIA1105
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0061
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.kinds import VIRTUAL_SERVICE
from meshctl.model.services import fqdn
from meshctl.model.subsets import Destination, destinations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="virtual-service/duplicate-destination",
    messages=(MSH0061,),
    kinds=(VIRTUAL_SERVICE,),
    link="https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRouteDestination",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a repeated destination, beginning with the second."""
    for resource in snapshot.every(VIRTUAL_SERVICE):
        seen: dict[tuple[object, ...], Destination] = {}
        for destination in destinations(resource):
            if destination.mirror or not destination.host:
                continue
            host = fqdn(destination.host, resource.namespace, snapshot.settings)
            first = seen.setdefault((destination.path[:3], host, destination.subset, destination.port), destination)
            if first is not destination:
                yield _repeated(resource, first, destination)


def _repeated(resource: MeshResource, first: Destination, again: Destination) -> Problem:
    shown = f"{again.host}+{again.subset}" if again.subset else again.host
    related = (Place(resource=resource, path=(*first.path, "host"), message="first named here"),)
    return MSH0061.at(resource, (*again.path, "host"), related=related, destination=shown)
