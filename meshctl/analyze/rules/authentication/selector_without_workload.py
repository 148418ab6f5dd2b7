"""An authentication policy selects no workload.

## What it checks
The selector of each PeerAuthentication and RequestAuthentication is carried by some pod or pod template of its
namespace; in the root namespace, of any.

## Why it matters
The policy applies to nothing.

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
Kiali KIA0004
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0095
from meshctl.analyze.policies import match_labels
from meshctl.analyze.rule import RuleMeta
from meshctl.model.kinds import PEER_AUTHENTICATION, REQUEST_AUTHENTICATION
from meshctl.model.workloads import WORKLOAD_KINDS, workload_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="authentication/selector-without-workload",
    messages=(MSH0095,),
    kinds=(PEER_AUTHENTICATION, REQUEST_AUTHENTICATION, *WORKLOAD_KINDS),
    link="https://istio.io/latest/docs/reference/config/security/peer_authentication/",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a policy."""
    for policy in snapshot.every(PEER_AUTHENTICATION, REQUEST_AUTHENTICATION):
        selector = match_labels(policy)
        everywhere = policy.namespace == snapshot.settings.root_namespace
        scope = None if everywhere else policy.namespace
        if selector and not snapshot.derived(workload_table).any_matching(selector, scope):
            path = ("spec", "selector", "matchLabels")
            yield MSH0095.at(policy, path, absent=True, namespace=policy.namespace)
