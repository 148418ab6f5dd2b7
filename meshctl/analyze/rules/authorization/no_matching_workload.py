"""An AuthorizationPolicy applies to no workload of the mesh.

## What it checks
Some pod or pod template of the mesh, with a sidecar or in ambient mode, fits the policy: in its namespace, or anywhere
for one in the root namespace with a selector. Policies attached by `targetRefs` pass.

## Why it matters
A policy that selects nothing protects nothing.

## Example
Bad:
```yaml
selector: {matchLabels: {app: crat}}
```
Good:
```yaml
selector: {matchLabels: {app: cart}}
```

## How to fix
Correct the selector, or lint the workloads along.

## Source
istio/istio pkg/config/analysis/analyzers/authz/authorizationpolicies.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0127
from meshctl.analyze.policies import match_labels
from meshctl.analyze.rule import RuleMeta
from meshctl.model.gateways import selector_text
from meshctl.model.kinds import AUTHORIZATION_POLICY
from meshctl.model.workloads import MEMBERSHIP_KINDS, in_mesh, is_ambient_pod, workload_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="authorization/no-matching-workload",
    messages=(IST0127,),
    kinds=(AUTHORIZATION_POLICY, *MEMBERSHIP_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0127/",
    analyzers=("auth.AuthorizationPoliciesAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a policy."""
    for policy in snapshot.every(AUTHORIZATION_POLICY):
        selector = match_labels(policy)
        is_root = policy.namespace == snapshot.settings.root_namespace
        if (is_root and not selector) or policy.spec.get("targetRef") or policy.spec.get("targetRefs"):
            continue
        if not _applies(policy, selector, snapshot, everywhere=is_root):
            path = ("spec", "selector") if selector else ("metadata", "name")
            shown = f" ({selector_text(selector)})" if selector else ""
            yield IST0127.at(policy, path, absent=True, selector=shown)


def _applies(policy: MeshResource, selector: dict[str, str], snapshot: Snapshot, *, everywhere: bool) -> bool:
    workloads = snapshot.derived(workload_table).each_matching(selector, None if everywhere else policy.namespace)
    return any(in_mesh(workload, snapshot) or is_ambient_pod(workload) for workload in workloads)
