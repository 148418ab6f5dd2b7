"""A Namespace asks for several data planes at once.

## What it checks
More than one of the labels `istio-injection`, `istio.io/rev` and `istio.io/dataplane-mode` on a Namespace; beside
`istio-injection: disabled` the others do not count.

## Why it matters
Which one wins differs between labels and versions; a revision label beside `istio-injection` is ignored.

## Example
Bad:
```yaml
labels: {istio-injection: enabled, istio.io/rev: canary}
```
Good:
```yaml
labels: {istio.io/rev: canary}
```

## How to fix
Keep one label.

## Source
istio/istio pkg/config/analysis/analyzers/injection/injection.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0123
from meshctl.analyze.rule import RuleMeta
from meshctl.model.kinds import NAMESPACE
from meshctl.model.workloads import DATAPLANE_MODE, NAMESPACE_INJECTION, REVISION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="injection/conflicting-namespace-labels",
    messages=(IST0123,),
    kinds=(NAMESPACE,),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0123/",
    analyzers=("injection.Analyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Namespace, at the second of the labels."""
    for namespace in snapshot.every(NAMESPACE):
        if namespace.name == snapshot.settings.istio_namespace:
            continue
        given = [name for name in (NAMESPACE_INJECTION, REVISION, DATAPLANE_MODE) if name in namespace.labels]
        if namespace.labels.get(NAMESPACE_INJECTION, "enabled") == "enabled" and len(given) > 1:
            shown = ", ".join(f"{name}={namespace.labels[name]}" for name in given)
            yield IST0123.at(namespace, ("metadata", "labels", given[1]), on_key=True, labels=shown)
