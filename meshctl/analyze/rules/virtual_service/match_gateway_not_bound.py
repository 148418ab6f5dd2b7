"""A match asks for a gateway that the VirtualService is not bound to.

## What it checks
Every entry of `match.gateways` (http, tls, tcp) also stands in `spec.gateways`; without that list only `mesh` is bound.

## Why it matters
The match can never apply, and its rule is dead.

## Example
Bad:
```yaml
gateways: [public]
http:
- match: [{gateways: [mesh]}]
```
Good:
```yaml
gateways: [public, mesh]
http:
- match: [{gateways: [mesh]}]
```

## How to fix
List the gateway in `spec.gateways`, or correct the name.

## Source
istio/istio issue 31916
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0063
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import objects, sequence, texts
from meshctl.model.kinds import VIRTUAL_SERVICE
from meshctl.model.subsets import MESH_GATEWAY, gateway_identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="virtual-service/match-gateway-not-bound",
    messages=(MSH0063,),
    kinds=(VIRTUAL_SERVICE,),
    link="https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a gateway named by a match; delegates, which have no hosts, are left out."""
    for resource in snapshot.every(VIRTUAL_SERVICE):
        if not texts(resource.spec.get("hosts")):
            continue
        bound = texts(resource.spec.get("gateways")) or [MESH_GATEWAY]
        identities = {_identity(name, resource) for name in bound}
        for path, name in _match_gateways(resource):
            if _identity(name, resource) not in identities:
                yield MSH0063.at(resource, path, gateway=name)


def _identity(name: str, resource: MeshResource) -> tuple[str, str]:
    return ("", MESH_GATEWAY) if name == MESH_GATEWAY else gateway_identity(name, resource.namespace)


def _match_gateways(resource: MeshResource) -> Iterator[tuple[FieldPath, str]]:
    for protocol in ("http", "tls", "tcp"):
        for index, route in objects(resource.spec.get(protocol)):
            for number, match in objects(route.get("match")):
                for position, name in enumerate(sequence(match.get("gateways"))):
                    if isinstance(name, str):
                        yield ("spec", protocol, index, "match", number, "gateways", position), name
