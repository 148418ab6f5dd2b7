"""A route sends traffic to a host that no Service or ServiceEntry of the set provides.

## What it checks
Each destination and mirror of a VirtualService (`http`, `tls`, `tcp`) names a host that a Service or ServiceEntry
visible in its namespace must provide, wildcard hosts and `exportTo` considered, and a port number that this host has.

## Why it matters
The proxy answers requests to an unknown host with 503 (code NC or NR); a mirror silently loses its copy.

## Example
Bad: the Service is called `reviews`.
```yaml
http:
- route:
  - destination: {host: review}
```
Good:
```yaml
http:
- route:
  - destination: {host: reviews}
```

## How to fix
Correct the name, write the full name for a host of another namespace, or export the host to this namespace. If its
definition lives elsewhere, lint it along or declare it under `externals.hosts`.

## Source
istio/istio pkg/config/analysis/analyzers/virtualservice/destinationhosts.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0101
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.kinds import VIRTUAL_SERVICE
from meshctl.model.services import HOST_KINDS, HostEntry, export_to, is_declared_host, service_index
from meshctl.model.subsets import Destination, destinations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="virtual-service/host-not-found",
    messages=(IST0101,),
    kinds=(VIRTUAL_SERVICE, *HOST_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0101/",
    analyzers=("virtualservice.DestinationHostAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a destination whose host, or port on a known host, does not exist."""
    index = snapshot.derived(service_index)
    for resource in snapshot.every(VIRTUAL_SERVICE):
        for destination in destinations(resource):
            found = index.find(destination.host, resource.namespace, export_to(resource))
            if found is not None:
                yield from _check_port(resource, destination, found)
            elif not destination.host and not snapshot.settings.complete:
                continue  # the schema layer says so; upstream's analysis does too
            elif not is_declared_host(destination.host, resource.namespace, snapshot.settings):
                yield _missing(resource, destination, snapshot)


def _missing(resource: MeshResource, destination: Destination, snapshot: Snapshot) -> Problem:
    hidden = snapshot.derived(service_index).find_hidden(destination.host, resource.namespace)
    seen = (
        (Place(resource=hidden.resource, message="defined here, but not exported to this namespace"),) if hidden else ()
    )
    return IST0101.at(
        resource,
        (*destination.path, "host"),
        absent=hidden is None,
        related=seen,
        reftype="mirror host" if destination.mirror else "host",
        refval=destination.host,
    )


def _check_port(resource: MeshResource, destination: Destination, entry: HostEntry) -> Iterator[Problem]:
    if destination.port is not None and destination.port not in entry.ports:
        yield IST0101.at(
            resource,
            (*destination.path, "port", "number"),
            related=(Place(resource=entry.resource, path=("spec", "ports"), message="ports of the host"),),
            help=f"The host has the ports {', '.join(map(str, entry.ports)) or 'none'}.",
            reftype="port",
            refval=f"{destination.host}:{destination.port}",
        )
