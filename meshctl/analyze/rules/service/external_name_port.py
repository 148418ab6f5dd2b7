"""A port of an ExternalName Service captures traffic that is not meant for it.

## What it checks
Ports of Services of type ExternalName: the protocol must be known (see `service/unclear-port-protocol`), and the name
must not be plain `tcp`.

## Why it matters
Without a host name to go by, the proxy listens on that port for every address: all outbound traffic to the port is sent
to the external host.

## Example
Bad:
```yaml
type: ExternalName
externalName: db.example.com
ports:
- {name: tcp, port: 443}
```
Good:
```yaml
type: ExternalName
externalName: db.example.com
ports:
- {name: https, port: 443}
```

## How to fix
Name the port for its protocol.

## Source
istio/istio pkg/config/analysis/analyzers/service/portname.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0150
from meshctl.analyze.protocol_fix import protocol_fix
from meshctl.analyze.rule import RuleMeta
from meshctl.mesh.ports import Protocol
from meshctl.model.kinds import SERVICE
from meshctl.model.service_ports import is_exempt, service_ports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="service/external-name-port",
    messages=(IST0150,),
    kinds=(SERVICE,),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0150/",
    analyzers=("service.PortNameAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a port."""
    for resource in snapshot.every(SERVICE):
        if is_exempt(resource) or resource.spec.get("type") != "ExternalName":
            continue
        for port in service_ports(resource):
            if port.protocol is Protocol.UNSUPPORTED or port.name == "tcp":
                yield IST0150.at(
                    resource,
                    (*port.path, "name" if port.name else "port"),
                    fix=protocol_fix(resource, port),
                    port=port.number,
                    name=port.name or "unnamed",
                )
