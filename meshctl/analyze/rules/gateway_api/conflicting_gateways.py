"""Two Gateways serve the same host and port at one address.

## What it checks
Gateways that list an equal `spec.addresses` entry have no listeners with the same port and hostname. Gateways without
addresses get their own and never conflict.

## Why it matters
The address belongs to one of them; routes of the other are not served.

## Example
Bad: two Gateways with `addresses: [{value: 192.0.2.1}]` and a listener for `*.example.com` on port 443.
Good: one Gateway, or two addresses.

## How to fix
Merge the listeners into one Gateway.

## Source
Kiali KIA1501, KIA1502
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0118
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import integer, objects, text
from meshctl.model.kinds import K8S_GATEWAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="gateway-api/conflicting-gateways",
    messages=(MSH0118,),
    kinds=(K8S_GATEWAY,),
    link="https://gateway-api.sigs.k8s.io/reference/spec/#gatewayspec",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a listener."""
    users: dict[tuple[str, int, str], list[tuple[MeshResource, FieldPath]]] = {}
    for gateway in snapshot.of_kind(K8S_GATEWAY):
        addresses = {text(address.get("value")) for _, address in objects(gateway.spec.get("addresses"))} - {""}
        for index, listener in objects(gateway.spec.get("listeners")):
            for address in sorted(addresses):
                key = (address, integer(listener.get("port")) or 0, text(listener.get("hostname")))
                users.setdefault(key, []).append((gateway, ("spec", "listeners", index)))
    for (_, port, host), group in users.items():
        names = sorted({gateway.full_name for gateway, _ in group})
        for gateway, path in group if len(names) > 1 else ():
            others = tuple(
                Place(resource=each, path=where, message="serves it too")
                for each, where in group
                if each is not gateway
            )
            shown = host or "all hosts"
            yield MSH0118.at(gateway, path, related=others, names=", ".join(names), host=shown, port=port)
