"""Services use one port number with different transport protocols for the same pods.

## What it checks
For each Deployment in the mesh: the Services whose selector fits its pods must not use a port number with two transport
protocols (TCP, UDP, SCTP).

## Why it matters
The proxy identifies inbound traffic by port number and cannot serve both.

## Example
Bad: two Services select `app: dns`, one with `{port: 53, protocol: TCP}`, one with `{port: 53, protocol: UDP}`.
Good: different port numbers, or one protocol.

## How to fix
Use one transport protocol per port number.

## Source
istio/istio pkg/config/analysis/analyzers/deployment/services.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0116
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.backing_services import backed_deployments
from meshctl.model.kinds import DEPLOYMENT, SERVICE
from meshctl.model.service_ports import service_ports
from meshctl.model.workloads import MEMBERSHIP_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="workload/protocol-clash",
    messages=(IST0116,),
    kinds=(DEPLOYMENT, SERVICE, *MEMBERSHIP_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0116/",
    analyzers=("deployment.MultiServiceAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Deployment and port number."""
    for deployment, services in backed_deployments(snapshot):
        users: dict[int, dict[str, list[Place]]] = {}
        for service in services:
            for port in service_ports(service):
                place = Place(resource=service, path=(*port.path, "port"), message=f"uses it with {port.transport}")
                users.setdefault(port.number, {}).setdefault(port.transport, []).append(place)
        for number, by_transport in users.items():
            if len(by_transport) > 1:
                yield _clash(deployment, number, [place for places in by_transport.values() for place in places])


def _clash(deployment: MeshResource, number: int, places: list[Place]) -> Problem:
    return IST0116.at(
        deployment,
        related=tuple(places),
        deployment=deployment.full_name,
        port=number,
        services=", ".join(sorted({place.resource.name for place in places})),
    )
