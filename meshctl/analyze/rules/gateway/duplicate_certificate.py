"""Two Gateways of one workload present the same certificate.

## What it checks
TLS servers of two Gateways whose selectors meet (one contained in the other) with the same `credentialName`, or without
one the same `serverCertificate` and `privateKey`.

## Why it matters
Browsers reuse one HTTP/2 connection for all hosts of a certificate. The second host's requests then arrive at the first
Gateway's routes and get 404.

## Example
Bad: two Gateways, each with
```yaml
selector: {istio: ingressgateway}
servers:
- tls: {mode: SIMPLE, credentialName: wildcard}
```
Good: one Gateway whose server lists both hosts.

## How to fix
Use one Gateway per certificate.

## Source
istio/istio pkg/config/analysis/analyzers/gateway/certificate.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0138
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import mapping, objects, text
from meshctl.model.gateways import selector_of
from meshctl.model.kinds import GATEWAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="gateway/duplicate-certificate",
    messages=(IST0138,),
    kinds=(GATEWAY,),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0138/",
    analyzers=("gateway.CertificateAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a pair of Gateways, on the one with the wider selector (on both if they are equal)."""
    gateways = snapshot.of_kind(GATEWAY)
    owners: dict[tuple[str, ...], list[tuple[MeshResource, FieldPath]]] = {}
    for gateway in gateways:
        for path, certificate in _certificates(gateway):
            owners.setdefault(certificate, []).append((gateway, path))
    for gateway in gateways:
        reported: set[MeshResource] = {gateway}
        for path, certificate in _certificates(gateway):
            for other, where in owners[certificate]:
                if other not in reported and selector_of(gateway).items() <= selector_of(other).items():
                    reported.add(other)
                    names = f"{gateway.full_name}, {other.full_name}"
                    place = Place(resource=other, path=where, message="the same certificate")
                    yield IST0138.at(gateway, path, related=(place,), gateways=names)


def _certificates(gateway: MeshResource) -> Iterator[tuple[FieldPath, tuple[str, ...]]]:
    """Field and identity of the certificate of each server that names one."""
    for index, server in objects(gateway.spec.get("servers")):
        tls = mapping(server.get("tls"))
        base: FieldPath = ("spec", "servers", index, "tls")
        credential = text(tls.get("credentialName"))
        files = (text(tls.get("serverCertificate")), text(tls.get("privateKey")))
        if credential:
            yield (*base, "credentialName"), (credential,)
        elif any(files):
            yield (*base, "serverCertificate"), files
