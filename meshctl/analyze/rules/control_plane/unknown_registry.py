"""A mesh network names a registry that nobody defines.

## What it checks
`networks.*.endpoints[].fromRegistry` is Kubernetes, Mock, External or the name of a cluster in a Secret labelled
`istio/multiCluster: "true"`.

## Why it matters
Endpoints of the registry get no network, so traffic between networks does not go through the gateway.

## Example
Bad:
```yaml
networks: {east: {endpoints: [{fromRegistry: esat}]}}
```
Good:
```yaml
networks: {east: {endpoints: [{fromRegistry: east}]}}
```

## How to fix
Correct the name, or add the cluster's Secret.

## Source
istio/istio pkg/config/analysis/analyzers/multicluster/meshnetworks.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0126
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import mapping, objects, text
from meshctl.model.kinds import MESH_NETWORKS, SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="control-plane/unknown-registry",
    messages=(IST0126,),
    kinds=(MESH_NETWORKS, SECRET),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0126/",
    analyzers=("meshnetworks.MeshNetworksAnalyzer",),
)

_BUILT_IN = ("Kubernetes", "Mock", "External")
_REMOTE_LABEL = "istio/multiCluster"


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem an endpoint."""
    known = set(_BUILT_IN)
    for secret in snapshot.of_kind(SECRET):
        if secret.labels.get(_REMOTE_LABEL) == "true":
            known |= {*mapping(secret.value.get("data")), *mapping(secret.value.get("stringData"))}
    for networks in snapshot.of_kind(MESH_NETWORKS):
        for network, value in mapping(networks.value.get("networks")).items():
            for index, endpoint in objects(mapping(value).get("endpoints")):
                registry = text(endpoint.get("fromRegistry"))
                if registry and registry not in known:
                    path = ("networks", network, "endpoints", index, "fromRegistry")
                    yield IST0126.at(networks, path, absent=True, registry=registry, network=network)
