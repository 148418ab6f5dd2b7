"""The name of a port and its appProtocol say different things.

## What it checks
A port with `appProtocol` whose name also begins with a protocol, another one.

## Why it matters
`appProtocol` wins in Istio, but other tools and readers go by the name.

## Example
Bad:
```yaml
- {name: http-api, port: 80, appProtocol: grpc}
```
Good:
```yaml
- {name: grpc-api, port: 80, appProtocol: grpc}
```

## How to fix
Make them agree.

## Source
istio/istio pkg/config/kube/conversion.go; Kiali KIA0602
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0040
from meshctl.analyze.rule import RuleMeta
from meshctl.mesh.ports import Protocol, protocol_of_name
from meshctl.model.kinds import SERVICE
from meshctl.model.service_ports import is_exempt, service_ports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="service/protocol-disagreement",
    messages=(MSH0040,),
    kinds=(SERVICE,),
    link="https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/",
)

# Pairs that differ in a way that does not matter: HTTP/2 without TLS, gRPC over it, and WebSockets start as HTTP.
_COMPATIBLE = (
    frozenset({Protocol.HTTP, Protocol.HTTP2}),
    frozenset({Protocol.HTTP2, Protocol.GRPC}),
    frozenset({Protocol.HTTPS, Protocol.TLS}),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a port."""
    for resource in snapshot.every(SERVICE):
        for port in () if is_exempt(resource) else service_ports(resource):
            by_name = protocol_of_name(port.name)
            if port.app_protocol is None or Protocol.UNSUPPORTED in (by_name, port.protocol):
                continue
            if by_name is not port.protocol and port.transport != "UDP" and {by_name, port.protocol} not in _COMPATIBLE:
                yield MSH0040.at(
                    resource,
                    (*port.path, "appProtocol"),
                    name=port.name,
                    by_name=by_name,
                    app_protocol=port.app_protocol,
                    by_app_protocol=port.protocol,
                )
