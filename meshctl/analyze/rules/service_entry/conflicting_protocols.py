"""ServiceEntries declare one host and port with different protocols.

## What it checks
ServiceEntries that are visible in a common namespace agree on the protocol of each host and port number.

## Why it matters
Only one definition takes effect, and which one is not defined.

## Example
Bad: two ServiceEntries for `api.example.com` port 443, one with HTTPS, one with HTTP.
Good: both with HTTPS.

## How to fix
Declare one protocol, or separate the entries by `exportTo`.

## Source
istio/istio pkg/config/analysis/analyzers/serviceentry/conflictingserviceentries.go
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0177
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.mesh.visibility import EVERYWHERE, scopes
from meshctl.model.fields import integer, objects, text, texts
from meshctl.model.kinds import SERVICE_ENTRY
from meshctl.model.services import export_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="service-entry/conflicting-protocols",
    messages=(IST0177,),
    kinds=(SERVICE_ENTRY,),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0177/",
    analyzers=("serviceentry.ConflictingServiceEntryProtocolAnalyzer",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    entry: MeshResource
    path: FieldPath
    protocol: str


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a ServiceEntry, for its first contested host and port in sorted order."""
    index: dict[tuple[str, str, int], list[_Claim]] = {}
    for entry in snapshot.of_kind(SERVICE_ENTRY):
        for scope in scopes(export_to(entry), entry.namespace):
            for host in texts(entry.spec.get("hosts")):
                for number, claim in _ports(entry):
                    index.setdefault((scope, host, number), []).append(claim)
    reported: set[MeshResource] = set()
    for (scope, host, number), own in sorted(index.items(), key=lambda item: item[0]):
        claims = own if scope == EVERYWHERE else own + index.get((EVERYWHERE, host, number), [])
        if len({claim.protocol for claim in claims}) > 1:
            for claim in claims:
                if claim.entry not in reported:
                    reported.add(claim.entry)
                    yield _conflict(claim, claims, host, number)


def _ports(entry: MeshResource) -> Iterator[tuple[int, _Claim]]:
    for position, port in objects(entry.spec.get("ports")):
        path = ("spec", "ports", position, "protocol")
        yield (
            integer(port.get("number")) or 0,
            _Claim(entry=entry, path=path, protocol=text(port.get("protocol")).upper()),
        )


def _conflict(claim: _Claim, claims: list[_Claim], host: str, number: int) -> Problem:
    others = [each for each in claims if each.entry is not claim.entry]
    return IST0177.at(
        claim.entry,
        claim.path,
        related=tuple(Place(resource=each.entry, path=each.path, message=f"says {each.protocol}") for each in others),
        names=", ".join(sorted({each.entry.full_name for each in claims})),
        host=host,
        port=number,
        protocols=", ".join(sorted({each.protocol or "none" for each in claims})),
    )
