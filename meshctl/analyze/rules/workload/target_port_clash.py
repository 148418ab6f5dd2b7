"""Services lead different ports to one target port of the same pods.

## What it checks
For each Deployment in the mesh: a target port is reached from one service port number only. An absent target port is
the port number itself.

## Why it matters
The proxy sees only the target port and applies the settings of one of the service ports to all traffic.

## Example
Bad:
```yaml
ports:
- {name: http, port: 80, targetPort: 8080}
- {name: tcp-admin, port: 9000, targetPort: 8080}
```
Good: one service port per target port.

## How to fix
Give each service port its own target, or remove one.

## Source
istio/istio pkg/config/analysis/analyzers/deployment/services.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0137
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.backing_services import backed_deployments
from meshctl.model.kinds import DEPLOYMENT, SERVICE
from meshctl.model.service_ports import ServicePort, service_ports
from meshctl.model.workloads import MEMBERSHIP_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="workload/target-port-clash",
    messages=(IST0137,),
    kinds=(DEPLOYMENT, SERVICE, *MEMBERSHIP_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0137/",
    analyzers=("deployment.MultiServiceAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Deployment and target port."""
    for deployment, services in backed_deployments(snapshot):
        reached: dict[str, dict[int, Place]] = {}
        for service in services:
            for port in service_ports(service):
                place = Place(resource=service, path=(*port.path, "port"), message=f"leads there from {port.number}")
                reached.setdefault(_target(port), {}).setdefault(port.number, place)
        for target, sources in reached.items():
            if len(sources) > 1:
                yield _clash(deployment, target, sources)


def _target(port: ServicePort) -> str:
    return str(port.target or port.number)


def _clash(deployment: MeshResource, target: str, sources: dict[int, Place]) -> Problem:
    return IST0137.at(
        deployment,
        related=tuple(sources.values()),
        deployment=deployment.full_name,
        services=", ".join(sorted({place.resource.full_name for place in sources.values()})),
        target=target,
        ports=", ".join(map(str, sorted(sources))),
    )
