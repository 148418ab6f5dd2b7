"""A UDP port has a name that promises more than the mesh does for it.

## What it checks
Ports with transport protocol UDP whose name or appProtocol announces an HTTP or TCP protocol.

## Why it matters
The sidecar passes UDP by: no rule and no mutual TLS applies, whatever the name says.

## Example
Bad:
```yaml
- {name: http-quic, port: 443, protocol: UDP}
```
Good:
```yaml
- {name: udp-quic, port: 443, protocol: UDP}
```

## How to fix
Name it `udp-...`.

## Source
istio/istio pkg/config/kube/conversion.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0045
from meshctl.analyze.rule import RuleMeta
from meshctl.mesh.ports import Protocol, protocol_of_name
from meshctl.model.kinds import SERVICE
from meshctl.model.service_ports import is_exempt, service_ports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="service/udp-port",
    messages=(MSH0045,),
    kinds=(SERVICE,),
    link="https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a port."""
    for resource in snapshot.every(SERVICE):
        for port in () if is_exempt(resource) else service_ports(resource):
            announced = protocol_of_name(port.app_protocol or port.name)
            if port.transport == "UDP" and announced not in (Protocol.UDP, Protocol.UNSUPPORTED):
                field = "appProtocol" if port.app_protocol else "name"
                yield MSH0045.at(resource, (*port.path, field), port=port.number, name=port.app_protocol or port.name)
