"""A workload of the mesh belongs to no Service.

## What it checks
Deployments in the mesh whose pods no Service of the set selects.

## Why it matters
The mesh knows workloads by their Services: without one there is no host to route to, and metrics lack the destination.

## Example
Bad: a Deployment with the label `app: cart` and no Service.
Good:
```yaml
kind: Service
spec: {selector: {app: cart}, ports: [{name: http, port: 80}]}
```

## How to fix
Add a Service, also to workloads that only call others. This rule is optional: select it by name.

## Source
istio.io, Application Requirements: service association; retired IST0117
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0046
from meshctl.analyze.rule import RuleMeta
from meshctl.model.backing_services import backed_deployments
from meshctl.model.kinds import DEPLOYMENT, SERVICE
from meshctl.model.workloads import MEMBERSHIP_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="workload/without-service",
    messages=(MSH0046,),
    kinds=(DEPLOYMENT, SERVICE, *MEMBERSHIP_KINDS),
    link="https://istio.io/latest/docs/ops/deployment/application-requirements/#pod-requirements",
    optional=True,
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Deployment."""
    for deployment, services in backed_deployments(snapshot):
        if not services:
            yield MSH0046.at(deployment, absent=True, workload=str(deployment.ref))
