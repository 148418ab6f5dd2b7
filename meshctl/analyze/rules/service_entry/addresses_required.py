"""A TCP ServiceEntry has no addresses.

## What it checks
A ServiceEntry without `addresses` (none allocated in its status) has no port with protocol TCP or without a protocol,
unless the mesh configuration lets sidecars capture DNS and allocate addresses.

## Why it matters
TCP carries no host name: without an address all connections to the port, whatever their destination, match the entry.

## Example
Bad:
```yaml
hosts: [db.example.com]
ports: [{number: 5432, name: tcp, protocol: TCP}]
```
Good:
```yaml
hosts: [db.example.com]
addresses: [192.0.2.10]
ports: [{number: 5432, name: tcp, protocol: TCP}]
```

## How to fix
Set `addresses`, or name an HTTP or TLS protocol.

## Source
istio/istio pkg/config/analysis/analyzers/serviceentry/protocoladdresses.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0134
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig, objects, text
from meshctl.model.kinds import SERVICE_ENTRY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.settings import Settings
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="service-entry/addresses-required",
    messages=(IST0134,),
    kinds=(SERVICE_ENTRY,),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0134/",
    analyzers=("serviceentry.Analyzer",),
)

_ALLOCATION = ("ISTIO_META_DNS_AUTO_ALLOCATE", "PILOT_ENABLE_IP_AUTOALLOCATE")


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a port."""
    if _allocates(snapshot.settings):
        return
    for entry in snapshot.every(SERVICE_ENTRY):
        if entry.spec.get("addresses") or dig(entry.value, "status", "addresses"):
            continue
        for index, port in objects(entry.spec.get("ports")):
            if text(port.get("protocol")).upper() in ("", "TCP"):
                yield IST0134.at(entry, ("spec", "ports", index, "name"))


def _allocates(settings: Settings) -> bool:
    """Whether sidecars answer DNS for entries without addresses themselves."""
    metadata = settings.proxy_metadata
    return metadata.get("ISTIO_META_DNS_CAPTURE") == "true" and any(
        metadata.get(name) == "true" for name in _ALLOCATION
    )
