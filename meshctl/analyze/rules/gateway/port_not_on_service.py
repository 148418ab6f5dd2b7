"""A Gateway listens on a port that no Service leads to.

## What it checks
Each server's port number is the port or the target port of a TCP port of some Service that selects the gateway's pods.

## Why it matters
The proxy listens, but no traffic arrives.

## Example
Bad: the Service has the ports 80 and 443.
```yaml
servers:
- port: {number: 8443, name: https, protocol: HTTPS}
```
Good:
```yaml
servers:
- port: {number: 443, name: https, protocol: HTTPS}
```

## How to fix
Add the port to the gateway's Service, or correct the number.

## Source
istio/istio pkg/config/analysis/analyzers/gateway/gateway.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0162
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig, integer, labels_of, objects
from meshctl.model.gateways import selector_of, selector_text
from meshctl.model.kinds import GATEWAY, SERVICE
from meshctl.model.workloads import WORKLOAD_KINDS, workload_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot
    from meshctl.model.workloads import Workload

META = RuleMeta(
    slug="gateway/port-not-on-service",
    messages=(IST0162,),
    kinds=(GATEWAY, SERVICE, *WORKLOAD_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0162/",
    analyzers=("gateway.IngressGatewayPortAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a server; uncertain while only the assumed default gateway, or no Service at all, is known."""
    for gateway in snapshot.every(GATEWAY):
        selector = selector_of(gateway)
        pods = snapshot.derived(workload_table).matching(selector)
        services = [service for service in snapshot.of_kind(SERVICE) if _selects_any(service, pods)]
        open_ports = {number for service in services for number in _reachable(service)}
        written = [service for service in services if not service.implicit]
        for index, server in objects(gateway.spec.get("servers")) if pods else ():
            number = integer(dig(server, "port", "number"))
            if number is not None and number not in open_ports:
                yield IST0162.at(
                    gateway,
                    ("spec", "servers", index, "port", "number"),
                    absent=not written,
                    related=tuple(Place(resource=each, path=("spec", "ports"), message="exposes") for each in written),
                    port=number,
                    selector=selector_text(selector),
                )


def _selects_any(service: MeshResource, pods: list[Workload]) -> bool:
    selector = labels_of(service.spec.get("selector")).items()
    return any(pod.namespace == service.namespace and selector <= pod.labels.items() for pod in pods)


def _reachable(service: MeshResource) -> Iterator[int]:
    """Port and numeric target port of each TCP port; an absent protocol is TCP, as the API server fills it in."""
    for _, port in objects(service.spec.get("ports")):
        if (port.get("protocol") or "TCP") == "TCP":
            for field in ("port", "targetPort"):
                number = port.get(field)
                if isinstance(number, int):
                    yield number
