"""The application runs under the proxy's user id.

## What it checks
`runAsUser: 1337` of a Pod or of a pod template, for the pod or for a container other than istio-proxy. Parts of the
control plane are exempt.

## Why it matters
Traffic of user 1337 is taken for the proxy's own and is not intercepted: the application is outside the mesh without
anybody noticing.

## Example
Bad:
```yaml
securityContext: {runAsUser: 1337}
```
Good:
```yaml
securityContext: {runAsUser: 1000}
```

## How to fix
Choose another user id.

## Source
istio/istio pkg/config/analysis/analyzers/deployment/pod.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0144
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig, integer
from meshctl.model.workloads import PROXY_CONTAINER, WORKLOAD_KINDS, Workload, is_control_plane, workload_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="workload/proxy-user-id",
    messages=(IST0144,),
    kinds=WORKLOAD_KINDS,
    link="https://istio.io/latest/docs/reference/config/analysis/ist0144/",
    analyzers=("applicationUID.Analyzer",),
)

_PROXY_USER = 1337
_EXEMPT = (PROXY_CONTAINER, "istio-operator")


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a resource, at the first place that names the user id."""
    for resource in snapshot.every(*WORKLOAD_KINDS):
        path = None if is_control_plane(resource) else next(_hits(workload_of(resource)), None)
        if path is not None:
            yield IST0144.at(resource, path)


def _hits(workload: Workload) -> Iterator[FieldPath]:
    setting = ("securityContext", "runAsUser")
    if integer(dig(workload.spec, *setting)) == _PROXY_USER:
        yield (*workload.path, "spec", *setting)
    for path, container in workload.containers():
        if container.get("name") not in _EXEMPT and integer(dig(container, *setting)) == _PROXY_USER:
            yield (*path, *setting)
