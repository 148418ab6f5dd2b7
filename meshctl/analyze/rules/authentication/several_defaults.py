"""A namespace has several PeerAuthentications without a selector.

## What it checks
At most one PeerAuthentication of a namespace has no selector.

## Why it matters
Only the oldest counts; which one that is no file tells.

## Example
Bad: two PeerAuthentications in namespace `shop`, both without `selector`.
Good: one of them.

## How to fix
Keep one, or give the others a selector.

## Source
Kiali KIA0002
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0093
from meshctl.analyze.policies import by_namespace, joined_names, rivals
from meshctl.analyze.rule import RuleMeta
from meshctl.model.kinds import PEER_AUTHENTICATION
from meshctl.model.mtls import has_selector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="authentication/several-defaults",
    messages=(MSH0093,),
    kinds=(PEER_AUTHENTICATION,),
    link="https://istio.io/latest/docs/reference/config/security/peer_authentication/",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a PeerAuthentication."""
    defaults = [policy for policy in snapshot.of_kind(PEER_AUTHENTICATION) if not has_selector(policy)]
    for namespace, group in by_namespace(defaults).items():
        for policy in group if len(group) > 1 else ():
            others = rivals(group, policy, "has none either")
            yield MSH0093.at(
                policy, related=others, namespace=namespace, kind="PeerAuthentication", names=joined_names(group)
            )
