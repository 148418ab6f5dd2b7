"""A principal's service account does not exist.

## What it checks
Principals of the form `<trust domain>/ns/<namespace>/sa/<account>` without wildcards name a ServiceAccount of the set,
if the set holds any ServiceAccount of that namespace. Every namespace has `default`.

## Why it matters
A misspelt principal allows, or denies, nobody.

## Example
Bad:
```yaml
principals: [cluster.local/ns/shop/sa/crat]
```
Good:
```yaml
principals: [cluster.local/ns/shop/sa/cart]
```

## How to fix
Correct the name, or declare it under `externals.service_accounts`.

## Source
Kiali KIA0106, KIA0107
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0092, MSH0099
from meshctl.analyze.nearest import did_you_mean
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig, objects, texts
from meshctl.model.kinds import AUTHORIZATION_POLICY, SERVICE_ACCOUNT
from meshctl.model.settings import declared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="authorization/principal-not-found",
    messages=(MSH0092, MSH0099),
    kinds=(AUTHORIZATION_POLICY, SERVICE_ACCOUNT),
    link="https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source",
)

_PRINCIPAL = re.compile(r"(?:spiffe://)?[^/*]+/ns/(?P<namespace>[^/*]+)/sa/(?P<account>[^/*]+)")


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a principal."""
    known = _accounts(snapshot)
    for policy in snapshot.every(AUTHORIZATION_POLICY):
        for path, principal in _principals(policy):
            match = _PRINCIPAL.fullmatch(principal)
            if match is None or match["namespace"] not in known:
                continue
            namespace, account = match["namespace"], match["account"]
            full_name = f"{namespace}/{account}"
            if account in known[namespace] or declared(full_name, snapshot.settings.externals.service_accounts):
                continue
            cluster = next((name for name, peer in snapshot.peers.items() if _has(peer, namespace, account)), None)
            if cluster is not None:
                yield MSH0099.at(policy, path, principal=principal, account=full_name, cluster=cluster)
                continue
            near = did_you_mean(account, known[namespace])
            advice = f"{MSH0092.help}{near}" if near else ""
            yield MSH0092.at(policy, path, absent=True, help=advice, principal=principal, account=full_name)


def _accounts(snapshot: Snapshot) -> dict[str, set[str]]:
    """Names by namespace, of the namespaces whose accounts the set holds."""
    known: dict[str, set[str]] = {}
    for resource in snapshot.of_kind(SERVICE_ACCOUNT):
        known.setdefault(resource.namespace, {"default"}).add(resource.name)
    return known


def _has(snapshot: Snapshot, namespace: str, account: str) -> bool:
    return snapshot.find(SERVICE_ACCOUNT, namespace, account) is not None


def _principals(policy: MeshResource) -> Iterator[tuple[FieldPath, str]]:
    for index, rule in objects(policy.spec.get("rules")):
        for position, source in objects(rule.get("from")):
            for field in ("principals", "notPrincipals"):
                for number, principal in enumerate(texts(dig(source, "source", field))):
                    yield ("spec", "rules", index, "from", position, "source", field, number), principal
