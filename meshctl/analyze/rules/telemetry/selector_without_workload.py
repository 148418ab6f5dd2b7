"""A Telemetry selects no workload of its namespace.

## What it checks
The labels of `selector` are carried by some pod or pod template of the Telemetry's namespace.

## Why it matters
The settings apply to nothing.

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
Correct the labels, or lint the workload along.

## Source
istio/istio pkg/config/analysis/analyzers/telemetry/selector.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0101
from meshctl.analyze.policies import unmatched_selectors
from meshctl.analyze.rule import RuleMeta
from meshctl.model.kinds import TELEMETRY
from meshctl.model.workloads import WORKLOAD_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="telemetry/selector-without-workload",
    messages=(IST0101,),
    kinds=(TELEMETRY, *WORKLOAD_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0101/",
    analyzers=("telemetry.SelectorAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Telemetry."""
    yield from unmatched_selectors(snapshot, TELEMETRY, ("selector", "matchLabels"))
