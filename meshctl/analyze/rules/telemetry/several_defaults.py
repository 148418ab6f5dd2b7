"""A namespace has several Telemetry objects without a selector.

## What it checks
At most one Telemetry of a namespace has no `selector`. Objects with `targetRefs` are left out.

## Why it matters
Only one applies, and which one is not defined.

## Example
Bad: two Telemetry objects in namespace `shop`, both without `selector`.
Good: one Telemetry with the settings of both.

## How to fix
Merge them, or give all but one a selector.

## Source
istio/istio pkg/config/analysis/analyzers/telemetry/defaultselector.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0160
from meshctl.analyze.policies import by_namespace, joined_names, rivals
from meshctl.analyze.rule import RuleMeta
from meshctl.model.kinds import TELEMETRY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="telemetry/several-defaults",
    messages=(IST0160,),
    kinds=(TELEMETRY,),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0160/",
    analyzers=("telemetry.DefaultSelectorAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Telemetry; an empty but present selector does not count, as upstream."""
    defaults = [each for each in snapshot.of_kind(TELEMETRY) if each.spec.get("selector") is None]
    for namespace, group in by_namespace(defaults).items():
        # NB: upstream counts objects with targetRefs as defaults too, which faults two policies of two gateways.
        group = [each for each in group if not each.spec.get("targetRefs")]  # noqa: PLW2901
        for telemetry in group if len(group) > 1 else ():
            others = rivals(group, telemetry, "has none either")
            yield IST0160.at(telemetry, related=others, namespace=namespace, names=joined_names(group))
