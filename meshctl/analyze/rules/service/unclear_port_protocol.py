"""A Service port does not tell its protocol.

## What it checks
Each port of a Service: `appProtocol`, else the part of the name before the first dash, must be a protocol Istio knows
(`http`, `http2`, `https`, `grpc`, `grpc-web`, `tcp`, `tls`, `mongo`, `mysql`, `redis`, `udp`). The ports 25, 53, 3306
and 27017 are TCP whatever their name, UDP ports are passed by, and Services of the control plane or of managed
gateways are exempt.

## Why it matters
The proxy guesses by the first bytes. Server-first protocols then wait for a timeout, and HTTP rules apply only if the
guess was HTTP.

## Example
Bad:
```yaml
ports:
- {name: web, port: 8080}
```
Good:
```yaml
ports:
- {name: http-web, port: 8080}
```

## How to fix
Name the port `<protocol>[-<suffix>]` or set `appProtocol`. `--fix` does so where the present name leaves no doubt
(`grpcweb`, `web-http`, `http_api`), and corrects an `appProtocol` that is near one known protocol (`htpp`, `HTTP/2`,
`Kubernetes.io/h2c`).

## Source
istio/istio pkg/config/analysis/analyzers/service/portname.go, pkg/config/kube/conversion.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0118
from meshctl.analyze.protocol_fix import protocol_fix
from meshctl.analyze.rule import RuleMeta
from meshctl.mesh.ports import Protocol
from meshctl.model.kinds import SERVICE
from meshctl.model.service_ports import ServicePort, is_exempt, service_ports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.findings import Fix
    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="service/unclear-port-protocol",
    messages=(IST0118,),
    kinds=(SERVICE,),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0118/",
    analyzers=("service.PortNameAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a port."""
    for resource in snapshot.every(SERVICE):
        if is_exempt(resource) or resource.spec.get("type") == "ExternalName":
            continue
        for port in service_ports(resource):
            if port.protocol is Protocol.UNSUPPORTED:
                field = "appProtocol" if port.app_protocol is not None else "name" if port.name else "port"
                fix = protocol_fix(resource, port)
                yield IST0118.at(
                    resource,
                    (*port.path, field),
                    fix=fix,
                    help=_help(fix, port),
                    name=_described(port.name, port.app_protocol),
                    port=port.number,
                    suffix=port.name or "web",
                )


def _help(fix: Fix | None, port: ServicePort) -> str:
    """What the fix would do; empty for the general advice."""
    if fix is None:
        return "" if port.app_protocol is None else "Give appProtocol a protocol Istio knows; it wins over the name."
    return f"{fix.title}." if port.app_protocol is not None else f"{fix.title}, or set `appProtocol`."


def _described(name: str, app_protocol: str | None) -> str:
    if app_protocol is not None:
        return f"appProtocol {app_protocol or 'empty'}"
    return f"named {name}" if name else "unnamed"
