"""Several Telemetry objects select one workload.

## What it checks
No pod or pod template is selected by two Telemetry objects of its namespace.

## Why it matters
Only one applies, and which one is not defined.

## Example
Bad: two Telemetry objects with `selector: {matchLabels: {app: cart}}`.
Good: one Telemetry per workload.

## How to fix
Merge them, or narrow the selectors.

## Source
istio/istio pkg/config/analysis/analyzers/telemetry/selector.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0159
from meshctl.analyze.policies import joined_names, match_labels, overlaps, rivals
from meshctl.analyze.rule import RuleMeta
from meshctl.model.kinds import TELEMETRY
from meshctl.model.workloads import WORKLOAD_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="telemetry/overlapping-selectors",
    messages=(IST0159,),
    kinds=(TELEMETRY, *WORKLOAD_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0159/",
    analyzers=("telemetry.SelectorAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Telemetry and workload."""
    telemetries = [each for each in snapshot.of_kind(TELEMETRY) if match_labels(each)]
    for workload, group in overlaps(snapshot, telemetries, match_labels):
        for telemetry in group:
            yield IST0159.at(
                telemetry,
                ("spec", "selector"),
                related=rivals(group, telemetry, "selects it too"),
                names=joined_names(group),
                namespace=telemetry.namespace,
                pod=workload.resource.full_name,
            )
