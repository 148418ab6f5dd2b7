"""A workload lacks the labels that telemetry and subsets go by.

## What it checks
Pod templates of workloads in the mesh carry `app` (or `app.kubernetes.io/name`, or the canonical name) and `version`
(or `app.kubernetes.io/version`, or the canonical revision). Bare Pods, Jobs and gateways are left out.

## Why it matters
Metrics and traces name the workload `unknown`, and no subset can tell its versions apart.

## Example
Bad:
```yaml
template: {metadata: {labels: {app: cart}}}
```
Good:
```yaml
template: {metadata: {labels: {app: cart, version: v1}}}
```

## How to fix
Add the labels to the template (not to the selector, which cannot be changed).

## Source
istio.io, Application Requirements: pods with app and version labels
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0044
from meshctl.analyze.rule import RuleMeta
from meshctl.model.kinds import DEPLOYMENT
from meshctl.model.workloads import MEMBERSHIP_KINDS, in_mesh, is_control_plane, workload_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

_CHECKED_KINDS = (DEPLOYMENT, "apps/StatefulSet", "apps/DaemonSet")

META = RuleMeta(
    slug="workload/missing-labels",
    messages=(MSH0044,),
    kinds=MEMBERSHIP_KINDS,
    link="https://istio.io/latest/docs/ops/deployment/application-requirements/#pod-requirements",
)

_ALTERNATIVES = {
    "app": ("app", "app.kubernetes.io/name", "service.istio.io/canonical-name"),
    "version": ("version", "app.kubernetes.io/version", "service.istio.io/canonical-revision"),
}


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a workload."""
    for resource in snapshot.every(*_CHECKED_KINDS):
        workload = workload_of(resource)
        missing = [
            name for name, spellings in _ALTERNATIVES.items() if not any(each in workload.labels for each in spellings)
        ]
        if missing and not is_control_plane(resource) and in_mesh(workload, snapshot):
            path = (*workload.path, "metadata", "labels")
            yield MSH0044.at(resource, path, labels=" and ".join(missing))
