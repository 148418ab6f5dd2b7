"""An AuthorizationPolicy names an HTTP method that does not exist.

## What it checks
Entries of `to[].operation.methods` and `notMethods` are HTTP methods in capitals, or hold a `*` at one end.

## Why it matters
Methods are compared literally: `get` or `Fetch` never matches. gRPC calls are POST requests; their names are paths.

## Example
Bad:
```yaml
to: [{operation: {methods: [get]}}]
```
Good:
```yaml
to: [{operation: {methods: [GET]}}]
```

## How to fix
Write HTTP methods in capitals; match gRPC methods by `paths: [/package.Service/Method]`. `--fix` writes capitals.

## Source
Kiali KIA0102
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.findings import Edit, Fix
from meshctl.analyze.meshctl_messages import MSH0090
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig, objects, texts
from meshctl.model.kinds import AUTHORIZATION_POLICY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="authorization/unknown-method",
    messages=(MSH0090,),
    kinds=(AUTHORIZATION_POLICY,),
    link="https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation",
)

# RFC 9110 and RFC 5789, and the methods of WebDAV in use.
_METHODS = frozenset(
    {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"}
    | {"PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "REPORT", "SEARCH", "QUERY"},
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem an entry."""
    for policy in snapshot.every(AUTHORIZATION_POLICY):
        for path, method in _methods(policy):
            if method in _METHODS or "*" in method:
                continue
            edit = Edit(action="set", path=path, value=method.upper())
            fix = Fix(title=f"Write {method.upper()}", edits=(edit,)) if method.upper() in _METHODS else None
            yield MSH0090.at(policy, path, fix=fix, method=method)


def _methods(policy: MeshResource) -> Iterator[tuple[FieldPath, str]]:
    for index, rule in objects(policy.spec.get("rules")):
        for position, target in objects(rule.get("to")):
            for field in ("methods", "notMethods"):
                for number, method in enumerate(texts(dig(target, "operation", field))):
                    yield ("spec", "rules", index, "to", position, "operation", field, number), method
