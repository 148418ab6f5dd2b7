"""An AuthorizationPolicy names a namespace that does not exist.

## What it checks
Each entry of `from[].source.namespaces` and `notNamespaces` fits a Namespace of the set: as a name, or with `*` at one
end.

## Why it matters
A misspelt namespace allows, or denies, nobody.

## Example
Bad:
```yaml
from: [{source: {namespaces: [shpo]}}]
```
Good:
```yaml
from: [{source: {namespaces: [shop]}}]
```

## How to fix
Correct the name, or declare it under `externals.namespaces`.

## Source
istio/istio pkg/config/analysis/analyzers/authz/authorizationpolicies.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0101
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig, objects, texts
from meshctl.model.kinds import AUTHORIZATION_POLICY, NAMESPACE
from meshctl.model.settings import declared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="authorization/unknown-source-namespace",
    messages=(IST0101,),
    kinds=(AUTHORIZATION_POLICY, NAMESPACE),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0101/",
    analyzers=("auth.AuthorizationPoliciesAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem an entry."""
    known = {namespace.name.lower() for namespace in snapshot.of_kind(NAMESPACE)}
    for policy in snapshot.every(AUTHORIZATION_POLICY):
        for path, entry in _entries(policy):
            if not _is_known(entry, known) and not declared(entry, snapshot.settings.externals.namespaces):
                yield IST0101.at(policy, path, absent=True, reftype="namespace", refval=entry)


def _entries(policy: MeshResource) -> Iterator[tuple[FieldPath, str]]:
    for index, rule in objects(policy.spec.get("rules")):
        for position, source in objects(rule.get("from")):
            for field in ("namespaces", "notNamespaces"):
                for number, entry in enumerate(texts(dig(source, "source", field))):
                    yield ("spec", "rules", index, "from", position, "source", field, number), entry


def _is_known(entry: str, known: set[str]) -> bool:
    wanted = entry.lower()
    if wanted.startswith("*"):
        return any(name.endswith(wanted[1:]) for name in known)
    if wanted.endswith("*"):
        return any(name.startswith(wanted[:-1]) for name in known)
    return wanted in known
