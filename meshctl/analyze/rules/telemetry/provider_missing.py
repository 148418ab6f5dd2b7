"""Access logging is configured without a provider.

## What it checks
An `accessLogging` entry that is not disabled names a provider, unless the mesh configuration has default ones.

## Why it matters
Without a provider nothing is logged.

## Example
Bad:
```yaml
accessLogging:
- filter: {expression: response.code >= 400}
```
Good:
```yaml
accessLogging:
- providers: [{name: envoy}]
```

## How to fix
Name a provider.

## Source
istio/istio pkg/config/analysis/analyzers/telemetry/provider.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0157
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig, objects
from meshctl.model.kinds import TELEMETRY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="telemetry/provider-missing",
    messages=(IST0157,),
    kinds=(TELEMETRY,),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0157/",
    analyzers=("telemetry.ProviderAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Telemetry, at its first entry without a provider."""
    if dig(snapshot.settings.mesh("defaultProviders"), "accessLogging"):
        return
    for telemetry in snapshot.every(TELEMETRY):
        for index, entry in objects(telemetry.spec.get("accessLogging")):
            if entry.get("disabled") is not True and not entry.get("providers"):
                yield IST0157.at(telemetry, ("spec", "accessLogging", index))
                break
