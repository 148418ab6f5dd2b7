"""An outbound traffic policy does not say its mode.

## What it checks
`outboundTrafficPolicy` is present without `mode`.

## Why it matters
An absent mode reads as REGISTRY_ONLY, the first of the enumeration, and blocks all hosts that are not in the registry.
The mesh's own default is ALLOW_ANY.

## Example
Bad:
```yaml
outboundTrafficPolicy: {}
```
Good:
```yaml
outboundTrafficPolicy: {mode: ALLOW_ANY}
```

## How to fix
Write the mode.

## Source
Kiali KIA1007
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0068
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import mapping
from meshctl.model.kinds import SIDECAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="sidecar/outbound-policy-without-mode",
    messages=(MSH0068,),
    kinds=(SIDECAR,),
    link="https://istio.io/latest/docs/reference/config/networking/sidecar/#OutboundTrafficPolicy",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Sidecar."""
    for sidecar in snapshot.every(SIDECAR):
        policy = sidecar.spec.get("outboundTrafficPolicy")
        if isinstance(policy, dict) and mapping(policy).get("mode") is None:
            yield MSH0068.at(sidecar, ("spec", "outboundTrafficPolicy"))
