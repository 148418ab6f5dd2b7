"""A DestinationRule drops the mutual TLS that a wider one sets.

## What it checks
Only with automatic mutual TLS switched off in the mesh configuration: a rule with a `trafficPolicy` but no `tls`, for a
host that a wildcard rule covers with ISTIO_MUTUAL.

## Why it matters
Rules are not merged: the closer one replaces the wider one, and traffic to this host becomes plain text.

## Example
Bad, beside a rule for `*.local` with ISTIO_MUTUAL:
```yaml
host: cart.shop.svc.cluster.local
trafficPolicy: {loadBalancer: {simple: RANDOM}}
```
Good:
```yaml
host: cart.shop.svc.cluster.local
trafficPolicy: {loadBalancer: {simple: RANDOM}, tls: {mode: ISTIO_MUTUAL}}
```

## How to fix
Repeat the tls settings.

## Source
Kiali KIA0204
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0096
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.mesh.hosts import is_covered, is_wildcard
from meshctl.model.fields import dig, mapping
from meshctl.model.kinds import DESTINATION_RULE
from meshctl.model.subsets import rule_host

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import JSONValue
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="destination-rule/tls-settings-lost",
    messages=(MSH0096,),
    kinds=(DESTINATION_RULE,),
    link="https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a rule."""
    if snapshot.settings.mesh("enableAutoMtls") is not False:
        return
    rules = [(rule_host(rule, snapshot.settings), rule) for rule in snapshot.of_kind(DESTINATION_RULE)]
    wide = [(host, rule) for host, rule in rules if is_wildcard(host) and _tls_mode(rule) == "ISTIO_MUTUAL"]
    for host, rule in rules:
        policy = mapping(rule.spec.get("trafficPolicy"))
        wider = next((other for pattern, other in wide if other is not rule and is_covered(host, pattern)), None)
        if policy and "tls" not in policy and wider is not None:
            place = Place(resource=wider, path=("spec", "trafficPolicy", "tls"), message="sets mutual TLS")
            yield MSH0096.at(rule, ("spec", "trafficPolicy"), related=(place,), host=host, other=wider.full_name)


def _tls_mode(rule: MeshResource) -> JSONValue:
    return dig(rule.spec, "trafficPolicy", "tls", "mode")
