"""Tracing goes to a provider of a removed kind.

## What it checks
A tracing provider is defined as Lightstep in the mesh configuration.

## Why it matters
Lightstep support is deprecated; OpenTelemetry replaces it.

## Example
Bad:
```yaml
tracing: [{providers: [{name: lightstep}]}]
```
Good:
```yaml
tracing: [{providers: [{name: otel}]}]
```

## How to fix
Define an OpenTelemetry provider and name it.

## Source
istio/istio pkg/config/analysis/analyzers/telemetry/lightstep.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0002
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import objects, text
from meshctl.model.kinds import TELEMETRY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="telemetry/lightstep-provider",
    messages=(IST0002,),
    kinds=(TELEMETRY,),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0002/",
    analyzers=("telemetry.LightstepAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a provider name."""
    providers = objects(snapshot.settings.mesh("extensionProviders"))
    lightstep = {text(provider.get("name")) for _, provider in providers if provider.get("lightstep") is not None}
    for telemetry in snapshot.every(TELEMETRY) if lightstep else ():
        for index, tracing in objects(telemetry.spec.get("tracing")):
            for position, provider in objects(tracing.get("providers")):
                if text(provider.get("name")) in lightstep:
                    yield IST0002.at(
                        telemetry,
                        ("spec", "tracing", index, "providers", position, "name"),
                        detail=f"provider {provider['name']} is a Lightstep provider, which is deprecated",
                        remedy="Use an OpenTelemetry provider.",
                    )
