"""A Sidecar names an egress proxy.

## What it checks
`outboundTrafficPolicy.egressProxy` is set.

## Why it matters
The field is deprecated and may stop working.

## Example
Bad:
```yaml
outboundTrafficPolicy:
  mode: ALLOW_ANY
  egressProxy: {host: egress.example.com}
```
Good:
```yaml
outboundTrafficPolicy: {mode: ALLOW_ANY}
```

## How to fix
Route through an egress gateway with a VirtualService.

## Source
istio/istio pkg/config/analysis/analyzers/deprecation/deprecation.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0002
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig
from meshctl.model.kinds import SIDECAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="sidecar/deprecated-egress-proxy",
    messages=(IST0002,),
    kinds=(SIDECAR,),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0002/",
    analyzers=("deprecation.DeprecationAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Sidecar."""
    for sidecar in snapshot.every(SIDECAR):
        if dig(sidecar.spec, "outboundTrafficPolicy", "egressProxy") is not None:
            yield IST0002.at(
                sidecar,
                ("spec", "outboundTrafficPolicy", "egressProxy"),
                on_key=True,
                detail="outboundTrafficPolicy.egressProxy is deprecated",
                remedy="Route through an egress gateway with a VirtualService.",
            )
