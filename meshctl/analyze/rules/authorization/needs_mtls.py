"""A policy goes by identities that plain text cannot carry.

## What it checks
`principals`, `namespaces` and `serviceAccounts` of a source (and their `not` forms) in a namespace where
PeerAuthentication switches mutual TLS off. Namespaces with workload-specific PeerAuthentications are left out.

## Why it matters
The identity of a peer is its certificate. Without mutual TLS these fields never match: ALLOW rules allow nobody, and
DENY rules deny nobody.

## Example
Bad: the PeerAuthentication of the namespace has `mode: DISABLE`, and a policy has
```yaml
from: [{source: {principals: [cluster.local/ns/shop/sa/cart]}}]
```
Good: the PeerAuthentication has `mode: STRICT`.

## How to fix
Enable mutual TLS, or match on something else.

## Source
Kiali KIA0105
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0091
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import mapping, objects
from meshctl.model.kinds import AUTHORIZATION_POLICY, PEER_AUTHENTICATION
from meshctl.model.mtls import namespace_mtls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="authorization/needs-mtls",
    messages=(MSH0091,),
    kinds=(AUTHORIZATION_POLICY, PEER_AUTHENTICATION),
    link="https://istio.io/latest/docs/concepts/security/#dependency-on-mutual-tls",
)

_IDENTITY_FIELDS = (
    "principals",
    "notPrincipals",
    "namespaces",
    "notNamespaces",
    "serviceAccounts",
    "notServiceAccounts",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a field."""
    for policy in snapshot.every(AUTHORIZATION_POLICY):
        if policy.namespace == snapshot.settings.root_namespace:
            continue
        server = namespace_mtls(snapshot, policy.namespace)
        if server is None or server.policy is None or server.mode != "DISABLE":
            continue
        place = Place(resource=server.policy, path=("spec", "mtls", "mode"), message="switches it off")
        for path in _identity_fields(policy):
            name = f"PeerAuthentication {server.policy.full_name}"
            yield MSH0091.at(policy, path, on_key=True, related=(place,), field=path[-1], policy=name)


def _identity_fields(policy: MeshResource) -> Iterator[FieldPath]:
    for index, rule in objects(policy.spec.get("rules")):
        for position, source in objects(rule.get("from")):
            for field in _IDENTITY_FIELDS:
                if mapping(source.get("source")).get(field):
                    yield ("spec", "rules", index, "from", position, "source", field)
