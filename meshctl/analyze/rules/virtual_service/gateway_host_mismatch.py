"""No host of a VirtualService is served by the gateway it is bound to.

## What it checks
For each bound gateway, some host of the VirtualService fits a host of a server (or the hostname of a listener),
wildcards on either side. Server hosts bound to another namespace (`other/host`) do not count.

## Why it matters
The gateway drops routes for hosts it does not serve: requests get 404.

## Example
Bad: the Gateway serves `*.example.com`.
```yaml
hosts: [shop.example.org]
gateways: [ingress/public]
```
Good:
```yaml
hosts: [shop.example.com]
gateways: [ingress/public]
```

## How to fix
Add the host to a server of the Gateway, or bind the VirtualService elsewhere.

## Source
istio/istio pkg/config/analysis/analyzers/virtualservice/gateways.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0132
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.mesh.hosts import hosts_match
from meshctl.model.fields import texts
from meshctl.model.gateways import find_gateway, is_generated, served_hosts
from meshctl.model.kinds import GATEWAY, K8S_GATEWAY, VIRTUAL_SERVICE
from meshctl.model.services import fqdn
from meshctl.model.settings import declared
from meshctl.model.subsets import gateway_identity, gateways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="virtual-service/gateway-host-mismatch",
    messages=(IST0132,),
    kinds=(VIRTUAL_SERVICE, GATEWAY, K8S_GATEWAY),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0132/",
    analyzers=("virtualservice.GatewayAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a gateway that serves no host of the VirtualService; a missing gateway serves none."""
    for resource in snapshot.every(VIRTUAL_SERVICE):
        for path, name in gateways(resource):
            if is_generated(name):
                continue
            gateway = find_gateway(snapshot, name, resource.namespace)
            if gateway is None and not _is_certainly_missing(snapshot, name, resource.namespace):
                continue
            if gateway is None or not _is_served(resource, gateway, snapshot):
                where = () if gateway is None else (Place(resource=gateway, message="the gateway"),)
                hosts = ", ".join(texts(resource.spec.get("hosts")))
                yield IST0132.at(resource, path, related=where, hosts=hosts, gateway=name)


def _is_certainly_missing(snapshot: Snapshot, name: str, namespace: str) -> bool:
    full_name = "/".join(gateway_identity(name, namespace))
    return snapshot.settings.complete and not declared(full_name, snapshot.settings.externals.gateways)


def _is_served(resource: MeshResource, gateway: MeshResource, snapshot: Snapshot) -> bool:
    served = served_hosts(gateway, resource.namespace)
    wanted = texts(resource.spec.get("hosts"))
    # NB: a short host may meet its own full name in the gateway (istio/istio issue 58555).
    names = {*wanted, *(fqdn(host, resource.namespace, snapshot.settings) for host in wanted)}
    return any(hosts_match(host, name) for host in served for name in names)
