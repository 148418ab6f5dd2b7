"""A reference into another namespace has no ReferenceGrant.

## What it checks
Backends of routes and certificates of Gateways in another namespace are admitted by a ReferenceGrant of that namespace
(kind and namespace of the referring object, kind and name of the target).

## Why it matters
Without a grant the reference is refused: backends answer 500, listeners stay without certificate.

## Example
Bad: a route of `web` with
```yaml
backendRefs: [{name: cart, namespace: shop, port: 80}]
```
Good: beside it
```yaml
kind: ReferenceGrant
metadata: {name: from-web, namespace: shop}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: web}]
  to: [{group: "", kind: Service}]
```

## How to fix
Add the ReferenceGrant to the target's namespace.

## Source
gateway-api: ReferenceGrant
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0115
from meshctl.analyze.rule import RuleMeta
from meshctl.model.gateway_api import Reference, backends, certificates, is_granted
from meshctl.model.kinds import K8S_GATEWAY, REFERENCE_GRANT, ROUTES, short_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="gateway-api/reference-not-granted",
    messages=(MSH0115,),
    kinds=(*ROUTES, K8S_GATEWAY, REFERENCE_GRANT),
    link="https://gateway-api.sigs.k8s.io/api-types/referencegrant/",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a reference."""
    for route in snapshot.every(*ROUTES):
        yield from _check(snapshot, route, backends(route))
    for gateway in snapshot.every(K8S_GATEWAY):
        yield from _check(snapshot, gateway, certificates(gateway))


def _check(snapshot: Snapshot, source: MeshResource, references: Iterator[Reference]) -> Iterator[Problem]:
    for reference in references:
        if not is_granted(snapshot, source, reference):
            yield MSH0115.at(
                source,
                (*reference.path, "namespace"),
                absent=True,
                target=str(reference),
                namespace=reference.namespace,
                kind=short_kind(source.kind),
                source=source.namespace,
            )
