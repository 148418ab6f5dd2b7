"""The application listens on a port of the sidecar.

## What it checks
Container ports 15000, 15001, 15004, 15006, 15008, 15020, 15021 and 15090 of workloads in the mesh, in containers other
than istio-proxy.

## Why it matters
Sidecar and application share the pod's network: the second to listen fails, or its traffic is taken for the proxy's.

## Example
Bad:
```yaml
ports: [{containerPort: 15090}]
```
Good:
```yaml
ports: [{containerPort: 9090}]
```

## How to fix
Let the application listen elsewhere.

## Source
istio.io, Application Requirements: ports used by Istio
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0043
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import integer, objects
from meshctl.model.workloads import (
    MEMBERSHIP_KINDS,
    PROXY_CONTAINER,
    WORKLOAD_KINDS,
    in_mesh,
    is_control_plane,
    workload_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="workload/reserved-port",
    messages=(MSH0043,),
    kinds=MEMBERSHIP_KINDS,
    link="https://istio.io/latest/docs/ops/deployment/application-requirements/#ports-used-by-istio",
)

_USES = {
    15000: "Envoy's administration",
    15001: "outbound traffic",
    15004: "debugging",
    15006: "inbound traffic",
    15008: "tunnelled traffic",
    15020: "merged metrics and health of the agent",
    15021: "readiness",
    15090: "Envoy's metrics",
}


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a container port."""
    for resource in snapshot.every(*WORKLOAD_KINDS):
        workload = workload_of(resource)
        if resource.implicit or is_control_plane(resource) or not in_mesh(workload, snapshot):
            continue
        for path, container in workload.containers():
            for index, port in objects(container.get("ports")):
                number = integer(port.get("containerPort"))
                if number in _USES and container.get("name") != PROXY_CONTAINER:
                    yield MSH0043.at(resource, (*path, "ports", index, "containerPort"), port=number, use=_USES[number])
