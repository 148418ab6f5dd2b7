"""A listener names a certificate that does not exist.

## What it checks
Each `tls.certificateRefs` entry of kind Secret is in the set and holds a usable certificate.

## Why it matters
The listener is not programmed.

## Example
Bad:
```yaml
tls: {certificateRefs: [{name: wbe-cert}]}
```
Good:
```yaml
tls: {certificateRefs: [{name: web-cert}]}
```

## How to fix
Correct the name; declare Secrets kept out of the repository under `externals.secrets`.

## Source
gateway-api: GatewayTLSConfig
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0161
from meshctl.analyze.meshctl_messages import MSH0116
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.certificates import secret_problem
from meshctl.model.gateway_api import certificates
from meshctl.model.kinds import K8S_GATEWAY, SECRET
from meshctl.model.settings import declared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="gateway-api/certificate-not-found",
    messages=(MSH0116, IST0161),
    kinds=(K8S_GATEWAY, SECRET),
    link="https://gateway-api.sigs.k8s.io/guides/tls/",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a reference; other kinds than Secret pass."""
    for gateway in snapshot.every(K8S_GATEWAY):
        for reference in certificates(gateway):
            if reference.kind != SECRET:
                continue
            name = f"{reference.namespace}/{reference.name}"
            secret = snapshot.find(SECRET, reference.namespace, reference.name)
            if secret is None:
                if not declared(name, snapshot.settings.externals.secrets):
                    yield MSH0116.at(gateway, (*reference.path, "name"), absent=True, secret=name)
                continue
            problem = secret_problem(secret.value, snapshot.settings.now or datetime.now(UTC))
            if problem is not None:
                related = (Place(resource=secret, message="the Secret"),)
                yield IST0161.at(gateway, (*reference.path, "name"), related=related, secret=name, problem=problem)
