"""The status of an object reports a failure.

## What it checks
Status conditions that the control plane writes: `istio.io/WaypointBound` of Service, ServiceEntry and WorkloadEntry,
`ZtunnelAccepted` and `WaypointAccepted` of AuthorizationPolicy, `Accepted`, `Programmed` and `ResolvedRefs` of
Gateway API objects (of routes: for every parent). Files from a cluster carry them; files from a repository seldom do.

## Why it matters
The object is not, or not wholly, in force.

## Example
Bad:
```yaml
status:
  conditions: [{type: Programmed, status: "False", reason: AddressNotUsable}]
```
Good:
```yaml
status:
  conditions: [{type: Programmed, status: "True"}]
```

## How to fix
Mend what reason and message name.

## Source
istio/istio pkg/config/analysis/analyzers/conditions/conditions.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0171
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import JSONObject, dig, objects, text
from meshctl.model.kinds import (
    AUTHORIZATION_POLICY,
    GRPC_ROUTE,
    HTTP_ROUTE,
    K8S_GATEWAY,
    SERVICE,
    SERVICE_ENTRY,
    WORKLOAD_ENTRY,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

_GATEWAY_CONDITIONS = ("Accepted", "Programmed", "ResolvedRefs")
_WATCHED = {
    SERVICE: ("istio.io/WaypointBound",),
    SERVICE_ENTRY: ("istio.io/WaypointBound",),
    WORKLOAD_ENTRY: ("istio.io/WaypointBound",),
    AUTHORIZATION_POLICY: ("ZtunnelAccepted", "WaypointAccepted"),
    K8S_GATEWAY: _GATEWAY_CONDITIONS,
    HTTP_ROUTE: _GATEWAY_CONDITIONS,
    GRPC_ROUTE: _GATEWAY_CONDITIONS,
}

META = RuleMeta(
    slug="control-plane/failed-condition",
    messages=(IST0171,),
    kinds=(*_WATCHED,),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0171/",
    analyzers=("conditions.ConditionAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a condition."""
    for kind, watched in _WATCHED.items():
        for resource in snapshot.every(kind):
            for path, condition in _conditions(resource):
                if text(condition.get("type")) in watched and _is_failure(condition):
                    yield IST0171.at(
                        resource,
                        path,
                        condition=condition.get("type"),
                        reason=text(condition.get("reason")),
                        detail=text(condition.get("message")),
                    )


def _conditions(resource: MeshResource) -> Iterator[tuple[FieldPath, JSONObject]]:
    for index, condition in objects(dig(resource.value, "status", "conditions")):
        yield ("status", "conditions", index), condition
    for number, parent in objects(dig(resource.value, "status", "parents")):
        for index, condition in objects(parent.get("conditions")):
            yield ("status", "parents", number, "conditions", index), condition


def _is_failure(condition: JSONObject) -> bool:
    partly = condition.get("type") == "WaypointAccepted" and condition.get("reason") == "PartiallyInvalid"
    return partly or condition.get("status") == "False"
