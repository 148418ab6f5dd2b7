"""A route sends traffic to a backend that does not exist.

## What it checks
Each `backendRefs` entry of a Gateway API route, and each mirror, names a Service of the set and a port it has.

## Why it matters
Requests to a missing backend get 500.

## Example
Bad:
```yaml
backendRefs: [{name: crat, port: 80}]
```
Good:
```yaml
backendRefs: [{name: cart, port: 80}]
```

## How to fix
Correct name or port; declare a Service that lives elsewhere by its full host name under `externals.hosts`.

## Source
gateway-api: BackendRef; Kiali KIA1402
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0113, MSH0114
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import integer, objects
from meshctl.model.gateway_api import backends
from meshctl.model.kinds import ROUTES, SERVICE
from meshctl.model.services import is_declared_host

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="gateway-api/backend-not-found",
    messages=(MSH0113, MSH0114),
    kinds=(*ROUTES, SERVICE),
    link="https://gateway-api.sigs.k8s.io/reference/spec/#backendref",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a backend; backends of other kinds than Service pass."""
    for route in snapshot.every(*ROUTES):
        for backend in backends(route):
            if backend.kind != SERVICE:
                continue
            service = snapshot.find(SERVICE, backend.namespace, backend.name)
            if service is None:
                if not is_declared_host(backend.name, backend.namespace, snapshot.settings):
                    yield MSH0113.at(route, (*backend.path, "name"), absent=True, backend=str(backend))
                continue
            ports = [integer(port.get("port")) for _, port in objects(service.spec.get("ports"))]
            if backend.port is not None and backend.port not in ports:
                yield MSH0114.at(
                    route,
                    (*backend.path, "port"),
                    related=(Place(resource=service, path=("spec", "ports"), message="its ports"),),
                    backend=str(backend),
                    port=backend.port,
                    ports=", ".join(map(str, ports)) or "none",
                )
