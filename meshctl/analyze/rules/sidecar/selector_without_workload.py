"""A Sidecar selects no workload of its namespace.

## What it checks
The labels of `workloadSelector` are carried by some pod or pod template of the Sidecar's namespace.

## Why it matters
The Sidecar restricts nothing: its workload keeps the default configuration.

## Example
Bad:
```yaml
workloadSelector: {labels: {app: crat}}
```
Good:
```yaml
workloadSelector: {labels: {app: cart}}
```

## How to fix
Correct the labels, or lint the workload along.

## Source
istio/istio pkg/config/analysis/analyzers/sidecar/selector.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0101
from meshctl.analyze.policies import unmatched_selectors
from meshctl.analyze.rule import RuleMeta
from meshctl.model.kinds import SIDECAR
from meshctl.model.workloads import WORKLOAD_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="sidecar/selector-without-workload",
    messages=(IST0101,),
    kinds=(SIDECAR, *WORKLOAD_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0101/",
    analyzers=("sidecar.SelectorAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Sidecar."""
    yield from unmatched_selectors(snapshot, SIDECAR, ("workloadSelector", "labels"))
