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

from meshctl.analyze.fields import dig, labels_of
from meshctl.analyze.gateways import selector_text
from meshctl.analyze.istio_messages import IST0101
from meshctl.analyze.kinds import SIDECAR
from meshctl.analyze.rule import RuleMeta
from meshctl.analyze.workloads import WORKLOAD_KINDS, workload_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.analyze.snapshot import Snapshot

META = RuleMeta(
    slug="sidecar/selector-without-workload",
    messages=(IST0101,),
    kinds=(SIDECAR, *WORKLOAD_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0101/",
    analyzers=("sidecar.SelectorAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Sidecar."""
    for sidecar in snapshot.every(SIDECAR):
        selector = labels_of(dig(sidecar.spec, "workloadSelector", "labels"))
        if selector and not snapshot.derived(workload_table).any_matching(selector, sidecar.namespace):
            path = ("spec", "workloadSelector", "labels")
            shown = selector_text(selector)
            yield IST0101.at(sidecar, path, absent=True, reftype="workload with selector", refval=shown)
