"""A route attaches to a parent that does not exist.

## What it checks
Each `parentRefs` entry of a Gateway API route names a Gateway, Service or ServiceEntry of the set.

## Why it matters
The route is in force nowhere.

## Example
Bad:
```yaml
parentRefs: [{name: wbe}]
```
Good:
```yaml
parentRefs: [{name: web}]
```

## How to fix
Correct the reference; declare a Gateway that lives elsewhere under `externals.gateways`.

## Source
gateway-api: route attachment; Kiali KIA1401
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0110
from meshctl.analyze.rule import RuleMeta
from meshctl.model.gateway_api import parents
from meshctl.model.kinds import K8S_GATEWAY, ROUTES, SERVICE, SERVICE_ENTRY
from meshctl.model.services import is_declared_host
from meshctl.model.settings import declared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.gateway_api import Reference
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="gateway-api/parent-not-found",
    messages=(MSH0110,),
    kinds=(*ROUTES, K8S_GATEWAY, SERVICE, SERVICE_ENTRY),
    link="https://gateway-api.sigs.k8s.io/api-types/httproute/#attaching-to-gateways",
)

_CHECKED = (K8S_GATEWAY, SERVICE, SERVICE_ENTRY)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a parent; references to other kinds pass."""
    for route in snapshot.every(*ROUTES):
        for parent in parents(route):
            known = snapshot.find(parent.kind, parent.namespace, parent.name) if parent.kind in _CHECKED else route
            if known is None and not _is_declared(parent, snapshot):
                yield MSH0110.at(route, (*parent.path, "name"), absent=True, parent=str(parent))


def _is_declared(parent: Reference, snapshot: Snapshot) -> bool:
    if parent.kind == SERVICE:
        return is_declared_host(parent.name, parent.namespace, snapshot.settings)
    return declared(f"{parent.namespace}/{parent.name}", snapshot.settings.externals.gateways)
