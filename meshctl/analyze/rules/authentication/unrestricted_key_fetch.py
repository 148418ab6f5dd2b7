"""Istiod may fetch signing keys from any address.

## What it checks
If the set holds RequestAuthentications, each Deployment labelled `app: istiod` sets BLOCKED_CIDRS_IN_JWKS_URIS to a
non-empty value.

## Why it matters
Whoever may write a RequestAuthentication can make the control plane call internal addresses.

## Example
Bad:
```yaml
containers: [{name: discovery, env: []}]
```
Good:
```yaml
containers:
- name: discovery
  env: [{name: BLOCKED_CIDRS_IN_JWKS_URIS, value: 10.0.0.0/8}]
```

## How to fix
Set the variable.

## Source
istio/istio pkg/config/analysis/analyzers/authn/blockedcidrs.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0175
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import objects
from meshctl.model.kinds import DEPLOYMENT, REQUEST_AUTHENTICATION
from meshctl.model.workloads import workload_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="authentication/unrestricted-key-fetch",
    messages=(IST0175,),
    kinds=(REQUEST_AUTHENTICATION, DEPLOYMENT),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0175/",
    analyzers=("authn.BlockedCIDRsAnalyzer",),
)

_VARIABLE = "BLOCKED_CIDRS_IN_JWKS_URIS"
_SHOWN = 5


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Deployment of istiod."""
    policies = snapshot.of_kind(REQUEST_AUTHENTICATION)
    for deployment in snapshot.every(DEPLOYMENT) if policies else ():
        if deployment.labels.get("app") == "istiod" and not _is_restricted(deployment):
            names = sorted(policy.full_name for policy in policies)
            more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
            yield IST0175.at(
                deployment,
                related=tuple(Place(resource=policy, message="fetches keys") for policy in policies[:_SHOWN]),
                count=len(names),
                names=", ".join(names[:_SHOWN]) + more,
            )


def _is_restricted(deployment: MeshResource) -> bool:
    return any(
        variable.get("name") == _VARIABLE and bool(variable.get("value"))
        for _, container in workload_of(deployment).containers()
        for _, variable in objects(container.get("env"))
    )
