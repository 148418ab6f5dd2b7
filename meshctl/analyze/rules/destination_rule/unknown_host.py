"""A DestinationRule is for a host that the set does not have.

## What it checks
`spec.host` is a Service or a host of a ServiceEntry that is visible from the rule's namespace.

## Why it matters
The rule applies to nothing: neither its subsets nor its TLS settings take effect.

## Example
Bad: a short name means a service of the rule's own namespace.
```yaml
metadata: {name: cart, namespace: mesh-config}
spec: {host: cart}
```
Good:
```yaml
metadata: {name: cart, namespace: mesh-config}
spec: {host: cart.shop.svc.cluster.local}
```

## How to fix
Write the full name, correct it, or declare the host under `externals.hosts`.

## Source
istio/istio pkg/config/analysis/analyzers/destinationrule/subset.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0174
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import text
from meshctl.model.kinds import DESTINATION_RULE
from meshctl.model.services import HOST_KINDS, export_to, is_declared_host, service_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="destination-rule/unknown-host",
    messages=(IST0174,),
    kinds=(DESTINATION_RULE, *HOST_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0174/",
    analyzers=("destinationrule.SubsetSelectPodAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a DestinationRule."""
    index = snapshot.derived(service_index)
    for resource in snapshot.every(DESTINATION_RULE):
        host = text(resource.spec.get("host"))
        if index.find(host, resource.namespace, export_to(resource)) is not None:
            continue
        if host and not is_declared_host(host, resource.namespace, snapshot.settings):
            yield IST0174.at(resource, ("spec", "host"), absent=True, host=host)
