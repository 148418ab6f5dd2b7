"""Two VirtualServices on one gateway both have a rule for the same requests of a host.

## What it checks
VirtualServices bound to the same gateway with a host in common that both hold an http rule without a match, or with
equal matches. VirtualServices that split a host by disjoint matches are fine.

## Why it matters
Istio merges them in an order that is not defined, so either rule may win, and the winner can change.

## Example
Bad: two VirtualServices for `shop.example.com` on `ingress/public`, both with
```yaml
http:
- route: [{destination: {host: cart}}]
```
Good: one of them matches `uri: {prefix: /cart}`.

## How to fix
Keep the catch-all rule in one VirtualService, or merge them.

## Source
Kiali KIA1106; istio/istio issue 37500
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0062
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import mapping, objects, sequence, texts
from meshctl.model.kinds import VIRTUAL_SERVICE
from meshctl.model.subsets import gateway_identity, gateways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="virtual-service/conflicting-gateway-rules",
    messages=(MSH0062,),
    kinds=(VIRTUAL_SERVICE,),
    link="https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services",
)

_CATCH_ALL = "{}"


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a VirtualService and contested host."""
    claims: dict[tuple[str, str, str], list[tuple[MeshResource, int]]] = {}
    for resource in snapshot.of_kind(VIRTUAL_SERVICE):
        for _, reference in gateways(resource):
            for index, host in enumerate(texts(resource.spec.get("hosts"))):
                key = (*gateway_identity(reference, resource.namespace), host)
                claims.setdefault(key, []).append((resource, index))
    for (namespace, name, host), claimants in sorted(claims.items(), key=lambda item: item[0]):
        contested = _contested(claimants) if len(claimants) > 1 else []
        for resource, index in contested:
            yield _conflict(resource, index, contested, host, f"{namespace}/{name}" if namespace else name)


def _contested(claimants: list[tuple[MeshResource, int]]) -> list[tuple[MeshResource, int]]:
    """The claimants that share a match with another one."""
    owners: dict[str, set[MeshResource]] = {}
    for resource, _ in claimants:
        for match in _matches(resource):
            owners.setdefault(match, set()).add(resource)
    rivals = {resource for group in owners.values() if len(group) > 1 for resource in group}
    return [(resource, index) for resource, index in claimants if resource in rivals]


def _matches(resource: MeshResource) -> Iterator[str]:
    """The conditions of each http rule in a comparable form; the names of matches do not count."""
    for _, route in objects(resource.spec.get("http")):
        if not sequence(route.get("match")):
            yield _CATCH_ALL
        for _, match in objects(route.get("match")):
            yield json.dumps(
                {key: mapping(value) or value for key, value in match.items() if key != "name"}, sort_keys=True
            )


def _conflict(
    resource: MeshResource,
    index: int,
    contested: list[tuple[MeshResource, int]],
    host: str,
    gateway: str,
) -> Problem:
    others = tuple(
        Place(resource=each, path=("spec", "hosts", position), message="claims it too")
        for each, position in contested
        if each is not resource
    )
    names = ", ".join(sorted(each.full_name for each, _ in contested))
    return MSH0062.at(resource, ("spec", "hosts", index), related=others, names=names, host=host, gateway=gateway)
