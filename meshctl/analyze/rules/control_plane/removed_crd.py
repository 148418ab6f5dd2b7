"""A CustomResourceDefinition installs a removed kind of Istio.

## What it checks
CRDs of group rbac.istio.io and kind ClusterRbacConfig, RbacConfig, ServiceRole or ServiceRoleBinding.

## Why it matters
Istio ignores these kinds since 1.6: whoever still writes them believes in rules that are not in force.

## Example
Bad:
```yaml
spec: {group: rbac.istio.io, names: {kind: ServiceRole}}
```
Good: AuthorizationPolicy of group security.istio.io.

## How to fix
Remove the CRD and use AuthorizationPolicy.

## Source
istio/istio pkg/config/analysis/analyzers/deprecation/deprecation.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0002
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig
from meshctl.model.kinds import CUSTOM_RESOURCE_DEFINITION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="control-plane/removed-crd",
    messages=(IST0002,),
    kinds=(CUSTOM_RESOURCE_DEFINITION,),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0002/",
    analyzers=("deprecation.DeprecationAnalyzer",),
)

_GROUP = "rbac.istio.io"
_KINDS = ("ClusterRbacConfig", "RbacConfig", "ServiceRole", "ServiceRoleBinding")


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a CRD."""
    for crd in snapshot.every(CUSTOM_RESOURCE_DEFINITION):
        kind = dig(crd.spec, "names", "kind")
        if crd.spec.get("group") == _GROUP and kind in _KINDS:
            yield IST0002.at(
                crd,
                ("spec", "names", "kind"),
                detail=f"{kind} ({_GROUP}) is no longer read by Istio",
                remedy="Use AuthorizationPolicy.",
            )
