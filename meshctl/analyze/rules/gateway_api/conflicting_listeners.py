"""Listeners of one Gateway share a port with protocols that cannot be told apart.

## What it checks
Listeners on one port have one protocol, or HTTPS and TLS, which are told apart by server name. UDP stands apart from
the others. Equal hostnames are the CRD's own rule.

## Why it matters
The Gateway marks the listeners as conflicted and serves none of them.

## Example
Bad:
```yaml
listeners:
- {name: http, port: 80, protocol: HTTP}
- {name: tcp, port: 80, protocol: TCP}
```
Good:
```yaml
listeners:
- {name: http, port: 80, protocol: HTTP}
- {name: tcp, port: 9000, protocol: TCP}
```

## How to fix
Give each protocol its own port.

## Source
gateway-api: listener conflicts; Kiali KIA1503
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0117
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import integer, objects, text
from meshctl.model.kinds import K8S_GATEWAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="gateway-api/conflicting-listeners",
    messages=(MSH0117,),
    kinds=(K8S_GATEWAY,),
    link="https://gateway-api.sigs.k8s.io/reference/spec/#listener",
)

_TOGETHER = frozenset({"HTTPS", "TLS"})


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a port, at the first listener that does not fit the ones before."""
    for gateway in snapshot.every(K8S_GATEWAY):
        users: dict[tuple[int, bool], list[tuple[int, str, str]]] = {}
        for index, listener in objects(gateway.spec.get("listeners")):
            port, protocol = integer(listener.get("port")), text(listener.get("protocol"))
            if port is not None and protocol:
                users.setdefault((port, protocol == "UDP"), []).append((index, text(listener.get("name")), protocol))
        for (port, _), group in users.items():
            protocols = {protocol for _, _, protocol in group}
            if len(protocols) > 1 and not protocols <= _TOGETHER:
                odd = next(index for index, _, protocol in group if protocol != group[0][2])
                yield MSH0117.at(
                    gateway,
                    ("spec", "listeners", odd, "port"),
                    names=", ".join(name for _, name, _ in group),
                    port=port,
                    protocols=", ".join(sorted(protocols)),
                )
