"""A Service differs between the clusters of one mesh.

## What it checks
Services of one namespace and name in several clusters (`--cluster NAME=PATH`): headless or not, type, and ports (sorted
by name) must be equal.

## Why it matters
To the mesh they are one service: clients in one cluster call endpoints in another by the first cluster's definition.

## Example
Bad: in cluster `east` port `http` is 80, in `west` it is 8080.
Good: both have `{name: http, port: 80}`.

## How to fix
Make the definitions equal.

## Source
istio/istio pkg/config/analysis/analyzers/multicluster/service.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0170
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import JSONObject, objects, text
from meshctl.model.kinds import SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="service/inconsistent-across-clusters",
    messages=(IST0170,),
    kinds=(SERVICE,),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0170/",
    analyzers=("services.MultiClusterServiceAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Service, in the first cluster (by name) that has it."""
    if len(snapshot.peers) < 2:
        return
    for service in snapshot.of_kind(SERVICE):
        twins = [
            twin
            for _, peer in sorted(snapshot.peers.items())
            if (twin := peer.find(SERVICE, service.namespace, service.name)) is not None
        ]
        problem = _difference(twins)
        if problem and twins[0] is service:
            yield IST0170.at(
                service,
                related=tuple(Place(resource=twin, message=f"in cluster {twin.cluster}") for twin in twins[1:]),
                service=service.name,
                namespace=service.namespace,
                clusters=", ".join(twin.cluster for twin in twins),
                problem=problem,
            )


def _difference(services: list[MeshResource]) -> str:
    """What differs among the Services, empty if nothing does."""
    aspects = {
        "some are headless": {str(service.spec.get("clusterIP") == "None") for service in services},
        "the types differ": {text(service.spec.get("type")) or "ClusterIP" for service in services},
        "the ports differ": {repr(_ports(service)) for service in services},
    }
    return "; ".join(words for words, values in aspects.items() if len(values) > 1)


def _ports(service: MeshResource) -> list[list[tuple[str, object]]]:
    ports = sorted((port for _, port in objects(service.spec.get("ports"))), key=_port_name)
    return [sorted({"protocol": "TCP", **port}.items()) for port in ports]


def _port_name(port: JSONObject) -> str:
    return text(port.get("name"))
