"""A Gateway names a TLS Secret that does not exist or cannot be served.

## What it checks
The Secret of each `credentialName` exists in the namespace of the gateway's pods (or in the one it names as
`ns/name`) and holds a certificate and a key; the certificate is in PEM form and valid today.

## Why it matters
The listener refuses connections until a usable Secret is there.

## Example
Bad: the Secret lies in the application's namespace, the gateway's pods run in `istio-system`.
```yaml
tls: {mode: SIMPLE, credentialName: shop-cert}
```
Good: the Secret `shop-cert` in namespace `istio-system`.

## How to fix
Put the Secret into the gateway's namespace, or correct the name. Secrets that are kept out of the repository are
declared under `externals.secrets`.

## Source
istio/istio pkg/config/analysis/analyzers/gateway/secret.go
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0101, IST0161
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.certificates import secret_problem
from meshctl.model.fields import dig, objects, text
from meshctl.model.gateways import selector_of
from meshctl.model.kinds import GATEWAY, SECRET
from meshctl.model.settings import declared
from meshctl.model.subsets import gateway_identity
from meshctl.model.workloads import WORKLOAD_KINDS, workload_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="gateway/credential-not-found",
    messages=(IST0101, IST0161),
    kinds=(GATEWAY, SECRET, *WORKLOAD_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0161/",
    analyzers=("gateway.SecretAnalyzer",),
)

# NB: upstream reads `configmap://name` as `namespace/name` and reports it missing.
_CONFIG_MAP_PREFIX = "configmap://"


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a server whose credential is missing or unusable; Gateways without a workload are left out."""
    for gateway in snapshot.every(GATEWAY):
        pods = snapshot.derived(workload_table).matching(selector_of(gateway))
        for index, server in objects(gateway.spec.get("servers")) if pods else ():
            credential = text(dig(server, "tls", "credentialName"))
            if credential and not credential.startswith(_CONFIG_MAP_PREFIX):
                path: FieldPath = ("spec", "servers", index, "tls", "credentialName")
                yield from _check_credential(snapshot, gateway, path, gateway_identity(credential, pods[0].namespace))


def _check_credential(
    snapshot: Snapshot,
    gateway: MeshResource,
    path: FieldPath,
    identity: tuple[str, str],
) -> Iterator[Problem]:
    name = "/".join(identity)
    secret = snapshot.find(SECRET, *identity)
    if secret is None:
        if not declared(name, snapshot.settings.externals.secrets):
            yield IST0101.at(gateway, path, absent=True, reftype="credentialName", refval=name)
        return
    problem = secret_problem(secret.value, snapshot.settings.now or datetime.now(UTC))
    if problem is not None:
        related = (Place(resource=secret, message="the Secret"),)
        yield IST0161.at(gateway, path, related=related, secret=name, problem=problem)
