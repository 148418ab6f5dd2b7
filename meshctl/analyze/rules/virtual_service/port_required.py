"""A route leaves the port open although its destination has several.

## What it checks
A destination without `port.number` whose host has more than one port.

## Why it matters
Istio cannot tell which port is meant and does not route there.

## Example
Bad: `reviews` has the ports 80 and 443.
```yaml
route:
- destination: {host: reviews}
```
Good:
```yaml
route:
- destination:
    host: reviews
    port: {number: 80}
```

## How to fix
Add `port.number`.

## Source
istio/istio pkg/config/analysis/analyzers/virtualservice/destinationhosts.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0112
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.kinds import VIRTUAL_SERVICE
from meshctl.model.services import HOST_KINDS, export_to, service_index
from meshctl.model.subsets import destinations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="virtual-service/port-required",
    messages=(IST0112,),
    kinds=(VIRTUAL_SERVICE, *HOST_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0112/",
    analyzers=("virtualservice.DestinationHostAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a destination that needs a port and has none."""
    index = snapshot.derived(service_index)
    for resource in snapshot.every(VIRTUAL_SERVICE):
        for destination in destinations(resource):
            found = index.find(destination.host, resource.namespace, export_to(resource))
            if found is not None and destination.port is None and len(found.ports) > 1:
                yield IST0112.at(
                    resource,
                    (*destination.path, "host"),
                    related=(Place(resource=found.resource, path=("spec", "ports"), message="ports of the host"),),
                    host=destination.host,
                    ports=", ".join(map(str, found.ports)),
                )
