"""A fault delay uses the removed whole-number percentage.

## What it checks
`fault.delay.percent` of an http route is set.

## Why it matters
The field is deprecated and can go with any release.

## Example
Bad:
```yaml
fault: {delay: {percent: 10, fixedDelay: 5s}}
```
Good:
```yaml
fault: {delay: {percentage: {value: 10}, fixedDelay: 5s}}
```

## How to fix
Write `percentage.value`; `--fix` does it.

## Source
istio/istio pkg/config/analysis/analyzers/deprecation/deprecation.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.findings import Edit, Fix
from meshctl.analyze.istio_messages import IST0002
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig, integer, objects
from meshctl.model.kinds import VIRTUAL_SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath, JSONValue
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="virtual-service/deprecated-delay-percent",
    messages=(IST0002,),
    kinds=(VIRTUAL_SERVICE,),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0002/",
    analyzers=("deprecation.DeprecationAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a route."""
    for resource in snapshot.every(VIRTUAL_SERVICE):
        for index, route in objects(resource.spec.get("http")):
            percent = integer(dig(route, "fault", "delay", "percent"))
            if percent is not None and percent > 0:
                delay: FieldPath = ("spec", "http", index, "fault", "delay")
                yield IST0002.at(
                    resource,
                    (*delay, "percent"),
                    on_key=True,
                    fix=_fix(delay, percent, is_free=dig(route, "fault", "delay", "percentage") is None),
                    detail="fault.delay.percent is deprecated",
                    remedy=f"Write `percentage: {{value: {percent}}}`.",
                )


def _fix(delay: FieldPath, percent: int, *, is_free: bool) -> Fix | None:
    if not is_free:
        return None
    value: JSONValue = {"value": percent}
    edits = (
        Edit(action="set", path=(*delay, "percent"), value=value),
        Edit(action="rename", path=(*delay, "percent"), value="percentage"),
    )
    return Fix(title="Write percentage.value", edits=edits)
