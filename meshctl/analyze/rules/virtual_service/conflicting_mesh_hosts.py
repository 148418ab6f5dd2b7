"""Several VirtualServices claim one host for traffic inside the mesh.

## What it checks
VirtualServices that apply to sidecars (no gateways, or `mesh` among them) and are visible in a common namespace must
not share a host. Hosts are compared as full names; against objects exported to single namespaces also by wildcard.

## Why it matters
Only one of them takes effect, and which one is not defined.

## Example
Bad: two VirtualServices of namespace `shop`, both with
```yaml
hosts: [cart]
```
Good: one VirtualService with the rules of both, or separated by `exportTo`.

## How to fix
Merge them, or separate them by `exportTo` or by gateways.

## Source
istio/istio pkg/config/analysis/analyzers/virtualservice/conflictingmeshgatewayhosts.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0109
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.mesh.hosts import hosts_match, is_wildcard
from meshctl.mesh.visibility import EVERYWHERE, scopes
from meshctl.model.fields import texts
from meshctl.model.kinds import VIRTUAL_SERVICE
from meshctl.model.services import export_to, fqdn
from meshctl.model.subsets import is_bound_to_mesh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="virtual-service/conflicting-mesh-hosts",
    messages=(IST0109,),
    kinds=(VIRTUAL_SERVICE,),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0109/",
    analyzers=("virtualservice.ConflictingMeshGatewayHostsAnalyzer",),
)

_Claims = dict["MeshResource", "FieldPath"]


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a VirtualService, for the first of its hosts in sorted order that others claim too."""
    index = _claims_by_scope(snapshot)
    public = {host: claims for (scope, host), claims in index.items() if scope == EVERYWHERE}
    wildcards = [host for host in public if is_wildcard(host)]
    reported: set[MeshResource] = set()
    for (scope, host), own in sorted(index.items(), key=lambda item: item[0]):
        claims = dict(own)
        if scope != EVERYWHERE:
            for other in _matching(host, public, wildcards):
                claims.update(public[other])
        if len(claims) < 2:
            continue
        for resource, path in claims.items():
            if resource not in reported:
                reported.add(resource)
                yield _conflict(resource, path, claims, host)


def _matching(host: str, public: Mapping[str, _Claims], wildcards: list[str]) -> Iterable[str]:
    """Hosts exported to all that share a name with `host`."""
    if is_wildcard(host):
        return [other for other in public if hosts_match(host, other)]
    return [*([host] if host in public else []), *(other for other in wildcards if hosts_match(host, other))]


def _claims_by_scope(snapshot: Snapshot) -> dict[tuple[str, str], _Claims]:
    """Who claims which full host name for which scope, at which field; one claim an object and name."""
    index: dict[tuple[str, str], _Claims] = {}
    for resource in snapshot.of_kind(VIRTUAL_SERVICE):
        if not is_bound_to_mesh(resource):
            continue
        for position, host in enumerate(texts(resource.spec.get("hosts"))):
            full = fqdn(host, resource.namespace, snapshot.settings)
            for scope in scopes(export_to(resource), resource.namespace):
                index.setdefault((scope, full), {}).setdefault(resource, ("spec", "hosts", position))
    return index


def _conflict(resource: MeshResource, path: FieldPath, claims: _Claims, host: str) -> Problem:
    others = [(each, where) for each, where in claims.items() if each is not resource]
    return IST0109.at(
        resource,
        path,
        related=tuple(Place(resource=each, path=where, message="claims it too") for each, where in others),
        virtual_services=", ".join(sorted(each.full_name for each in claims)),
        host=host,
    )
