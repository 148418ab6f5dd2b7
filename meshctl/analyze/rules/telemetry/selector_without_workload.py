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

from meshctl.analyze.fields import dig, labels_of
from meshctl.analyze.gateways import selector_text
from meshctl.analyze.istio_messages import IST0101
from meshctl.analyze.kinds import TELEMETRY
from meshctl.analyze.rule import RuleMeta
from meshctl.analyze.workloads import WORKLOAD_KINDS, workload_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.analyze.snapshot import Snapshot

META = RuleMeta(
    slug="telemetry/selector-without-workload",
    messages=(IST0101,),
    kinds=(TELEMETRY, *WORKLOAD_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0101/",
    analyzers=("telemetry.SelectorAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Telemetry."""
    for telemetry in snapshot.every(TELEMETRY):
        selector = labels_of(dig(telemetry.spec, "selector", "matchLabels"))
        if selector and not snapshot.derived(workload_table).any_matching(selector, telemetry.namespace):
            path = ("spec", "selector", "matchLabels")
            shown = selector_text(selector)
            yield IST0101.at(telemetry, path, absent=True, reftype="workload with selector", refval=shown)
