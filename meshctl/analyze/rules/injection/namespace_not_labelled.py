"""A Namespace says nothing about injection.

## What it checks
Namespaces, the Istio namespace left out, without an injection, revision or ambient label. If the set holds the
injector's ConfigMap, its values tell whether injection is on by default; then the finding says so.

## Why it matters
Without a label pods silently stay outside the mesh (or, with injection by default, silently join it).

## Example
Bad:
```yaml
kind: Namespace
metadata: {name: shop}
```
Good:
```yaml
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
```

## How to fix
Label the namespace `istio-injection: enabled` or `disabled`, `istio.io/rev: <revision>`, or `istio.io/dataplane-mode:
ambient`.

## Source
istio/istio pkg/config/analysis/analyzers/injection/injection.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0102, IST0148
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig
from meshctl.model.injectors import config_map_name, injector_values
from meshctl.model.kinds import CONFIG_MAP, NAMESPACE
from meshctl.model.workloads import DATAPLANE_MODE, NAMESPACE_INJECTION, REVISION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="injection/namespace-not-labelled",
    messages=(IST0102, IST0148),
    kinds=(NAMESPACE, CONFIG_MAP),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0102/",
    analyzers=("injection.Analyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Namespace."""
    values = snapshot.derived(injector_values).get(config_map_name(""), {})
    by_default = dig(values, "sidecarInjectorWebhook", "enableNamespacesByDefault") is True
    for namespace in snapshot.every(NAMESPACE):
        labels = namespace.labels
        if namespace.name == snapshot.settings.istio_namespace or labels.get(DATAPLANE_MODE) == "ambient":
            continue
        if not labels.get(NAMESPACE_INJECTION) and not labels.get(REVISION):
            message = IST0148 if by_default else IST0102
            yield message.at(namespace, namespace=namespace.name)
