"""A route matches on a JWT claim, but nothing validates tokens at its gateway.

## What it checks
A header match of the form `@request.auth.claims.NAME` needs, for every pod of each bound gateway, a
RequestAuthentication that selects the pod, in the pod's namespace or in the Istio namespace.

## Why it matters
Without one no claim is ever known, so the match never applies.

## Example
Bad, without a RequestAuthentication:
```yaml
match:
- headers:
    "@request.auth.claims.group": {exact: admin}
```
Good: the same with
```yaml
kind: RequestAuthentication
metadata: {name: jwt, namespace: istio-system}
spec:
  selector: {matchLabels: {istio: ingressgateway}}
```

## How to fix
Add a RequestAuthentication for the gateway's pods.

## Source
istio/istio pkg/config/analysis/analyzers/virtualservice/jwtclaimroute.go, pkg/jwt/routing.go
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0149
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig, labels_of, mapping, objects
from meshctl.model.gateways import selector_of
from meshctl.model.kinds import GATEWAY, REQUEST_AUTHENTICATION, VIRTUAL_SERVICE
from meshctl.model.subsets import gateway_identity, gateways
from meshctl.model.workloads import WORKLOAD_KINDS, workload_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot
    from meshctl.model.workloads import Workload

META = RuleMeta(
    slug="virtual-service/jwt-claim-without-authentication",
    messages=(IST0149,),
    kinds=(VIRTUAL_SERVICE, REQUEST_AUTHENTICATION, GATEWAY, *WORKLOAD_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0149/",
    analyzers=("virtualservice.JWTClaimRouteAnalyzer",),
)

_CLAIM = re.compile(r"@request\.auth\.claims(\..+|(\[[^\[\]]+\])+)", re.IGNORECASE)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a gateway pod that no RequestAuthentication covers."""
    for resource in snapshot.every(VIRTUAL_SERVICE):
        claim = _first_claim(resource)
        if claim is None:
            continue
        for _, reference in gateways(resource):
            gateway = snapshot.find(GATEWAY, *gateway_identity(reference, resource.namespace))
            if gateway is None:
                continue
            for pod in snapshot.derived(workload_table).matching(selector_of(gateway)):
                if not _is_authenticated(pod, snapshot):
                    yield IST0149.at(
                        resource,
                        claim,
                        on_key=True,
                        absent=True,
                        related=(Place(resource=pod.resource, message="pod of the gateway"),),
                        key=claim[-1],
                        gateway=reference,
                        pod=pod.resource.full_name,
                    )


def _first_claim(resource: MeshResource) -> FieldPath | None:
    """Path of the first header key that is a claim."""
    for index, route in objects(resource.spec.get("http")):
        for number, match in objects(route.get("match")):
            for field in ("headers", "withoutHeaders"):
                for key in mapping(match.get(field)):
                    if _CLAIM.fullmatch(key):
                        return ("spec", "http", index, "match", number, field, key)
    return None


def _is_authenticated(pod: Workload, snapshot: Snapshot) -> bool:
    return any(
        policy.namespace in (snapshot.settings.istio_namespace, pod.namespace)
        and labels_of(dig(policy.spec, "selector", "matchLabels")).items() <= pod.labels.items()
        for policy in snapshot.every(REQUEST_AUTHENTICATION)
    )
