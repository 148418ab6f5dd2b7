"""The mesh-wide Sidecar has a workload selector.

## What it checks
A Sidecar in the root namespace has no `workloadSelector`.

## Why it matters
In the root namespace a Sidecar without selector is the default of all namespaces; with a selector it only speaks for
pods of the root namespace itself, which is hardly ever meant.

## Example
Bad:
```yaml
metadata: {name: default, namespace: istio-system}
spec: {workloadSelector: {labels: {app: cart}}}
```
Good:
```yaml
metadata: {name: default, namespace: istio-system}
spec: {egress: [{hosts: [./*, istio-system/*]}]}
```

## How to fix
Remove the selector or move the Sidecar to its workloads.

## Source
Kiali KIA1006
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0067
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig
from meshctl.model.kinds import SIDECAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="sidecar/root-with-selector",
    messages=(MSH0067,),
    kinds=(SIDECAR,),
    link="https://istio.io/latest/docs/reference/config/networking/sidecar/",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Sidecar."""
    for sidecar in snapshot.every(SIDECAR):
        if sidecar.namespace == snapshot.settings.root_namespace and dig(sidecar.spec, "workloadSelector", "labels"):
            yield MSH0067.at(sidecar, ("spec", "workloadSelector"))
