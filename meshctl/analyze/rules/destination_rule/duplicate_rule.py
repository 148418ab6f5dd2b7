"""Two DestinationRules of one namespace speak for the same host.

## What it checks
DestinationRules of one namespace with the same host that both set a `trafficPolicy`, or declare a subset of the same
name. Rules limited by a `workloadSelector` are left out.

## Why it matters
Istio merges subsets, but of several traffic policies or equal subsets only the first counts.

## Example
Bad: two DestinationRules for `cart`, each with
```yaml
subsets:
- {name: v1, labels: {version: v1}}
```
Good: one DestinationRule.

## How to fix
Merge them.

## Source
Kiali KIA0201
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0064
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import objects, text
from meshctl.model.kinds import DESTINATION_RULE
from meshctl.model.subsets import rule_host

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="destination-rule/duplicate-rule",
    messages=(MSH0064,),
    kinds=(DESTINATION_RULE,),
    link="https://istio.io/latest/docs/reference/config/networking/destination-rule/",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a rule and contested part: the traffic policy, or a subset."""
    claims: dict[tuple[str, str, str], list[tuple[MeshResource, FieldPath]]] = {}
    for rule in snapshot.of_kind(DESTINATION_RULE):
        if not rule.spec.get("workloadSelector"):
            host = rule_host(rule, snapshot.settings)
            for subset, path in _parts(rule):
                claims.setdefault((rule.namespace, host, subset), []).append((rule, path))
    for (_, host, subset), claimants in claims.items():
        if len({rule for rule, _ in claimants}) > 1:
            yield from _conflicts(claimants, host, subset)


def _parts(rule: MeshResource) -> Iterator[tuple[str, FieldPath]]:
    """What a rule sets: the policy of the whole host (no name) and each subset."""
    if rule.spec.get("trafficPolicy"):
        yield "", ("spec", "trafficPolicy")
    for index, subset in objects(rule.spec.get("subsets")):
        yield text(subset.get("name")), ("spec", "subsets", index, "name")


def _conflicts(claimants: list[tuple[MeshResource, FieldPath]], host: str, subset: str) -> Iterator[Problem]:
    names = ", ".join(sorted({rule.full_name for rule, _ in claimants}))
    what = f" and subset {subset}" if subset else " and each set its trafficPolicy"
    for rule, path in claimants:
        others = tuple(
            Place(resource=other, path=where, message="sets it too") for other, where in claimants if other is not rule
        )
        yield MSH0064.at(rule, path, related=others, names=names, host=host, subset=what)
