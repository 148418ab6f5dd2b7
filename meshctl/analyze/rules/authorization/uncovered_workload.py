"""No AuthorizationPolicy covers a workload of the mesh.

## What it checks
Each workload that gets a sidecar is selected by some AuthorizationPolicy of its namespace or of the root namespace.
Workloads reached through targetRefs of a waypoint or gateway are not looked at. Optional: select it by name or code.

## Why it matters
Without a policy every caller that reaches the workload is let in. Who wants to deny by default wants to know.

## Example
Bad: a Deployment `cart` in a namespace without policies.

Good:
```yaml
kind: AuthorizationPolicy
metadata: {name: deny-by-default, namespace: shop}
spec: {}
```

## How to fix
Add a policy for the workload, or one for its namespace.

## Source
Kiali KIA1301
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0098
from meshctl.analyze.policies import match_labels
from meshctl.analyze.rule import RuleMeta
from meshctl.model.kinds import AUTHORIZATION_POLICY
from meshctl.model.workloads import MEMBERSHIP_KINDS, in_mesh, workload_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot
    from meshctl.model.workloads import Workload

META = RuleMeta(
    slug="authorization/uncovered-workload",
    messages=(MSH0098,),
    kinds=(AUTHORIZATION_POLICY, *MEMBERSHIP_KINDS),
    link="https://istio.io/latest/docs/ops/best-practices/security/#authorization-policies",
    optional=True,
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a workload; that there is no policy rests on what is not in the set."""
    policies = [each for each in snapshot.of_kind(AUTHORIZATION_POLICY) if not _has_targets(each)]
    for workload in snapshot.derived(workload_table).all:
        if in_mesh(workload, snapshot) and not any(_covers(each, workload, snapshot) for each in policies):
            yield MSH0098.at(workload.resource, ("metadata", "name"), absent=True, workload=workload.resource.ref)


def _has_targets(policy: MeshResource) -> bool:
    return bool(policy.spec.get("targetRefs") or policy.spec.get("targetRef"))


def _covers(policy: MeshResource, workload: Workload, snapshot: Snapshot) -> bool:
    selector = match_labels(policy)
    is_near = policy.namespace in (workload.namespace, snapshot.settings.root_namespace)
    return is_near and selector.items() <= workload.labels.items()
