"""A port name holds two protocols, and the one that counts is probably not meant.

## What it checks
Names such as `https-grpc` or `tcp-http`: the part before the first dash makes the protocol, while a later part names
another one.

## Why it matters
`https-grpc` makes the port opaque TLS, so no gRPC routing, retries or metrics apply to it.

## Example
Bad:
```yaml
- {name: https-grpc, port: 443}
```
Good:
```yaml
- {name: grpc, port: 443}
```

## How to fix
Begin the name with the protocol the proxy should see. If the first part is right, say so in another word than a
protocol.

## Source
istio/istio pkg/config/protocol/instance.go; specification of port names, traps
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0041
from meshctl.analyze.rule import RuleMeta
from meshctl.mesh.ports import Protocol, protocol_of_name
from meshctl.model.kinds import SERVICE
from meshctl.model.service_ports import is_exempt, service_ports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="service/misleading-port-name",
    messages=(MSH0041,),
    kinds=(SERVICE,),
    link="https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/",
)

_OPAQUE = frozenset({Protocol.HTTPS, Protocol.TLS, Protocol.TCP})


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a port whose first part makes it opaque while a later part names an HTTP protocol."""
    for resource in snapshot.every(SERVICE):
        for port in () if is_exempt(resource) else service_ports(resource):
            if port.app_protocol is not None or port.protocol not in _OPAQUE:
                continue
            suspected = _later_http(port.name)
            if suspected is not None:
                yield MSH0041.at(
                    resource,
                    (*port.path, "name"),
                    name=port.name,
                    protocol=port.protocol,
                    suspected=suspected,
                    suggestion=suspected.value.lower(),
                )


def _later_http(name: str) -> Protocol | None:
    """The HTTP protocol that a later part of a name spells; `tls-https` and the like say nothing new."""
    for part in name.split("-")[1:]:
        found = protocol_of_name(part)
        if found.is_http:
            return found
    return None
