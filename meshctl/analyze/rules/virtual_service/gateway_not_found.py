"""A VirtualService is bound to a gateway that does not exist.

## What it checks
Every entry of `spec.gateways` but `mesh` is an Istio Gateway or a Gateway API Gateway of the set, by `namespace/name`
or in the VirtualService's own namespace.

## Why it matters
The routes are attached to nothing: requests at the ingress get 404.

## Example
Bad: the Gateway stands in namespace `ingress`.
```yaml
metadata: {name: shop, namespace: shop}
spec:
  gateways: [public]
```
Good:
```yaml
spec:
  gateways: [ingress/public]
```

## How to fix
Correct the reference; declare a gateway that lives elsewhere under `externals.gateways`.

## Source
istio/istio pkg/config/analysis/analyzers/virtualservice/gateways.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0101
from meshctl.analyze.nearest import did_you_mean
from meshctl.analyze.rule import RuleMeta
from meshctl.model.gateways import find_gateway, is_generated
from meshctl.model.kinds import GATEWAY, K8S_GATEWAY, VIRTUAL_SERVICE
from meshctl.model.settings import declared
from meshctl.model.subsets import gateway_identity, gateways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="virtual-service/gateway-not-found",
    messages=(IST0101,),
    kinds=(VIRTUAL_SERVICE, GATEWAY, K8S_GATEWAY),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0101/",
    analyzers=("virtualservice.GatewayAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a gateway reference that leads nowhere."""
    for resource in snapshot.every(VIRTUAL_SERVICE):
        for path, name in gateways(resource):
            if is_generated(name) or find_gateway(snapshot, name, resource.namespace):
                continue
            full_name = "/".join(gateway_identity(name, resource.namespace))
            if not declared(full_name, snapshot.settings.externals.gateways):
                known = [gateway.full_name for gateway in snapshot.of_kind(GATEWAY, K8S_GATEWAY)]
                near = did_you_mean(full_name, known)
                advice = f"{IST0101.help}{near}" if near else ""
                yield IST0101.at(resource, path, absent=True, help=advice, reftype="gateway", refval=name)
