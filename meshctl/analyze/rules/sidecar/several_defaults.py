"""A namespace has several Sidecars without a workload selector.

## What it checks
At most one Sidecar of a namespace has no `workloadSelector`. Namespaces in ambient mode are another rule's matter.

## Why it matters
Such a Sidecar is the namespace's default; of several only one applies, and which one is not defined.

## Example
Bad: two Sidecars in namespace `shop`, both without `workloadSelector`.
Good: one of them has a `workloadSelector`.

## How to fix
Merge them, or give all but one a selector.

## Source
istio/istio pkg/config/analysis/analyzers/sidecar/selector.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0111
from meshctl.analyze.policies import by_namespace, joined_names, rivals
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig, labels_of
from meshctl.model.kinds import NAMESPACE, SIDECAR
from meshctl.model.snapshot import namespace_labels
from meshctl.model.workloads import is_ambient_namespace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="sidecar/several-defaults",
    messages=(IST0111,),
    kinds=(SIDECAR, NAMESPACE),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0111/",
    analyzers=("sidecar.SelectorAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Sidecar."""
    sidecars = snapshot.of_kind(SIDECAR)
    defaults = [each for each in sidecars if not labels_of(dig(each.spec, "workloadSelector", "labels"))]
    for namespace, group in by_namespace(defaults).items():
        if len(group) < 2 or is_ambient_namespace(namespace_labels(snapshot, namespace) or {}):
            continue
        for sidecar in group:
            others = rivals(group, sidecar, "has none either")
            yield IST0111.at(sidecar, related=others, namespace=namespace, names=joined_names(group))
