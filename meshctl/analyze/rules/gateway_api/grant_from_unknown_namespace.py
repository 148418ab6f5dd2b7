"""A ReferenceGrant admits a namespace that does not exist.

## What it checks
Each `from[].namespace` of a ReferenceGrant is a Namespace of the set.

## Why it matters
Usually a misspelt name: the reference that was meant stays refused.

## Example
Bad:
```yaml
from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: wbe}]
```
Good:
```yaml
from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: web}]
```

## How to fix
Correct the name, or declare it under `externals.namespaces`.

## Source
Kiali KIA1601
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0119
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import objects, text
from meshctl.model.kinds import NAMESPACE, REFERENCE_GRANT
from meshctl.model.settings import declared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="gateway-api/grant-from-unknown-namespace",
    messages=(MSH0119,),
    kinds=(REFERENCE_GRANT, NAMESPACE),
    link="https://gateway-api.sigs.k8s.io/api-types/referencegrant/",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem an entry."""
    for grant in snapshot.every(REFERENCE_GRANT):
        for index, entry in objects(grant.spec.get("from")):
            namespace = text(entry.get("namespace"))
            if not namespace or snapshot.find(NAMESPACE, "", namespace) is not None:
                continue
            if not declared(namespace, snapshot.settings.externals.namespaces):
                yield MSH0119.at(grant, ("spec", "from", index, "namespace"), absent=True, namespace=namespace)
