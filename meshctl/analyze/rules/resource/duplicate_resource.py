"""A resource is defined more than once.

## What it checks
No two documents of the set have the same kind, namespace and name.

## Why it matters
In a cluster the later definition replaces the earlier one. Rules about the whole set use the last.

## Example
Bad: `cart.yaml` and `old/cart.yaml` both define Service `shop/cart`.
Good: one definition; folders of different clusters are linted apart or with `--cluster`.

## How to fix
Remove one of them.

## Source
istio/istio pilot/pkg/config/file/store.go ApplyContent
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0023
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.kinds import CHECKED_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="resource/duplicate-resource",
    messages=(MSH0023,),
    kinds=(*CHECKED_KINDS,),
    link="https://kubernetes.io/docs/concepts/overview/working-with-objects/names/",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a definition that a later one hides; objects without a name are left out."""
    for kind in CHECKED_KINDS:
        for resource in snapshot.every(kind):
            live = snapshot.find(kind, resource.namespace, resource.name)
            if live is not None and live is not resource and resource.name and not resource.implicit:
                related = (Place(resource=live, message="the later definition"),)
                yield MSH0023.at(resource, related=related, identity=str(resource.ref))
