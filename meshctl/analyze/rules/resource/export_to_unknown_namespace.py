"""A resource is exported to a namespace that does not exist.

## What it checks
Names in `spec.exportTo` (and in the annotation `networking.istio.io/exportTo` of a Service) are Namespaces of the set.

## Why it matters
Nobody sees the resource there; a misspelt name hides it from those it is meant for.

## Example
Bad:
```yaml
exportTo: [shpo]
```
Good:
```yaml
exportTo: [shop]
```

## How to fix
Correct the name, or declare it under `externals.namespaces`.

## Source
Kiali KIA0005
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0024
from meshctl.analyze.rule import RuleMeta
from meshctl.mesh.visibility import EVERYWHERE, EXPORT_TO_ANNOTATION, NOWHERE, OWN_NAMESPACE
from meshctl.model.kinds import DESTINATION_RULE, NAMESPACE, SERVICE, SERVICE_ENTRY, VIRTUAL_SERVICE
from meshctl.model.services import export_to
from meshctl.model.settings import declared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath
    from meshctl.model.snapshot import Snapshot

_EXPORTED = (VIRTUAL_SERVICE, DESTINATION_RULE, SERVICE_ENTRY, SERVICE)

META = RuleMeta(
    slug="resource/export-to-unknown-namespace",
    messages=(MSH0024,),
    kinds=(*_EXPORTED, NAMESPACE),
    link="https://istio.io/latest/docs/ops/configuration/mesh/configuration-scoping/",
)

_SYMBOLS = (EVERYWHERE, OWN_NAMESPACE, NOWHERE, "")


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem an entry."""
    for resource in snapshot.every(*_EXPORTED):
        for index, namespace in enumerate(export_to(resource)):
            if namespace in _SYMBOLS or snapshot.find(NAMESPACE, "", namespace) is not None:
                continue
            path: FieldPath = ("spec", "exportTo", index)
            if resource.kind == SERVICE:
                path = ("metadata", "annotations", EXPORT_TO_ANNOTATION)
            is_own = namespace == resource.namespace
            if not is_own and not declared(namespace, snapshot.settings.externals.namespaces):
                yield MSH0024.at(resource, path, absent=True, namespace=namespace)
