"""A route names a subset that no DestinationRule declares.

## What it checks
For each destination and mirror with a `subset`: some DestinationRule for the same host declares a subset of that name.
Short hosts mean a service of the resource's own namespace, on both sides.

## Why it matters
The proxy has no cluster for an undeclared subset and answers 503.

## Example
Bad:
```yaml
route:
- destination: {host: reviews, subset: v22}
```
Good, with a DestinationRule that declares `v2`:
```yaml
route:
- destination: {host: reviews, subset: v2}
```

## How to fix
Correct the name or declare the subset. If the DestinationRule lives elsewhere, lint it along.

## Source
istio/istio pkg/config/analysis/analyzers/virtualservice/destinationrules.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0101
from meshctl.analyze.nearest import did_you_mean
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.kinds import DESTINATION_RULE, VIRTUAL_SERVICE
from meshctl.model.services import fqdn, is_declared_host
from meshctl.model.subsets import Destination, destinations, subset_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="virtual-service/subset-not-found",
    messages=(IST0101,),
    kinds=(VIRTUAL_SERVICE, DESTINATION_RULE),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0101/",
    analyzers=("virtualservice.DestinationRuleAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a destination whose subset is not declared; certain if the host's DestinationRule is in the set."""
    index = snapshot.derived(subset_index)
    for resource in snapshot.every(VIRTUAL_SERVICE):
        for destination in destinations(resource):
            host = fqdn(destination.host, resource.namespace, snapshot.settings)
            if not destination.subset or index.declares(host, destination.subset):
                continue
            if index.rules(host) or not is_declared_host(destination.host, resource.namespace, snapshot.settings):
                yield _undeclared(resource, destination, host, snapshot)


def _undeclared(resource: MeshResource, destination: Destination, host: str, snapshot: Snapshot) -> Problem:
    index = snapshot.derived(subset_index)
    rules, names = index.rules(host), index.names(host)
    known = f"{destination.host} has the subsets {', '.join(names) or 'none'}."
    return IST0101.at(
        resource,
        (*destination.path, "subset"),
        absent=not rules,
        related=tuple(Place(resource=rule, path=("spec", "subsets"), message="subsets of the host") for rule in rules),
        help=known + did_you_mean(destination.subset, names) if rules else "",
        reftype="mirrored subset" if destination.mirror else "subset",
        refval=f"{destination.host}+{destination.subset}",
    )
