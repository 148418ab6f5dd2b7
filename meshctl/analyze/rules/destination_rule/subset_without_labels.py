"""A subset has no labels.

## What it checks
`subsets[].labels` is absent or empty.

## Why it matters
The subset then equals the whole service: a canary split by such subsets splits nothing.

## Example
Bad:
```yaml
subsets:
- name: v1
```
Good:
```yaml
subsets:
- {name: v1, labels: {version: v1}}
```

## How to fix
Add the labels. A subset that exists for the traffic policy it carries is fine without.

## Source
Kiali KIA0209
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0065
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import objects, text
from meshctl.model.kinds import DESTINATION_RULE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="destination-rule/subset-without-labels",
    messages=(MSH0065,),
    kinds=(DESTINATION_RULE,),
    link="https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a subset; one with a traffic policy of its own has a purpose and passes."""
    for resource in snapshot.every(DESTINATION_RULE):
        for index, subset in objects(resource.spec.get("subsets")):
            if not subset.get("labels") and not subset.get("trafficPolicy"):
                yield MSH0065.at(resource, ("spec", "subsets", index, "name"), subset=text(subset.get("name")))
