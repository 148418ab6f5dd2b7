"""Several PeerAuthentications select one workload.

## What it checks
No pod or pod template is selected by two PeerAuthentications of its namespace.

## Why it matters
Only the oldest counts; which one that is no file tells.

## Example
Bad: two PeerAuthentications with `selector: {matchLabels: {app: cart}}`.
Good: one per workload.

## How to fix
Narrow the selectors.

## Source
Kiali KIA0003
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0094
from meshctl.analyze.policies import joined_names, match_labels, overlaps, rivals
from meshctl.analyze.rule import RuleMeta
from meshctl.model.kinds import PEER_AUTHENTICATION
from meshctl.model.mtls import has_selector
from meshctl.model.workloads import WORKLOAD_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="authentication/overlapping-selectors",
    messages=(MSH0094,),
    kinds=(PEER_AUTHENTICATION, *WORKLOAD_KINDS),
    link="https://istio.io/latest/docs/reference/config/security/peer_authentication/",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a PeerAuthentication and workload."""
    policies = [policy for policy in snapshot.of_kind(PEER_AUTHENTICATION) if has_selector(policy)]
    for workload, group in overlaps(snapshot, policies, match_labels):
        for policy in group:
            yield MSH0094.at(
                policy,
                ("spec", "selector"),
                related=rivals(group, policy, "selects it too"),
                kind="PeerAuthentication",
                names=joined_names(group),
                workload=str(workload.resource.ref),
            )
