"""A patch of an EnvoyFilter uses an operation that depends on order, or that does nothing.

## What it checks
Per patch: ADD and REMOVE on ROUTE_CONFIGURATION and HTTP_ROUTE are ignored; REPLACE works only on NETWORK_FILTER,
HTTP_FILTER and VIRTUAL_HOST; other REMOVE, REPLACE, INSERT_BEFORE and INSERT_AFTER depend on the order of EnvoyFilters,
which only `priority` settles. A filter that an earlier patch adds for one `proxyVersion` is told apart.

## Why it matters
Patches are applied by priority and age. A relative operation that comes before the patch it builds on does nothing.

## Example
Bad:
```yaml
configPatches:
- applyTo: HTTP_FILTER
  patch: {operation: INSERT_BEFORE, value: {name: my.filter}}
```
Good:
```yaml
priority: 10
configPatches:
- applyTo: HTTP_FILTER
  patch: {operation: INSERT_BEFORE, value: {name: my.filter}}
```

## How to fix
Set `priority`, use INSERT_FIRST, or MERGE where the operation is not supported.

## Source
istio/istio pkg/config/analysis/analyzers/envoyfilter/envoyfilter.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0151, IST0152, IST0153, IST0154, IST0155
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import JSONObject, dig, integer, mapping, objects, text
from meshctl.model.kinds import ENVOY_FILTER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="envoy-filter/patch-operation",
    messages=(IST0151, IST0152, IST0153, IST0154, IST0155),
    kinds=(ENVOY_FILTER,),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0151/",
    analyzers=("envoyfilter.EnvoyPatchAnalyzer",),
)

_ROUTES = ("ROUTE_CONFIGURATION", "HTTP_ROUTE")
_REPLACEABLE = ("NETWORK_FILTER", "HTTP_FILTER", "VIRTUAL_HOST")
_RELATIVE = ("REMOVE", "REPLACE", "INSERT_BEFORE", "INSERT_AFTER")

# A filter's name and whether the patch's value gave it: names from value and match never equal each other.
_FilterName = tuple[str, bool]


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """At most one problem a patch; an EnvoyFilter is read up to its first entry without `patch`."""
    versioned: set[_FilterName] = set()
    for resource in snapshot.every(ENVOY_FILTER):
        for index, entry in objects(resource.spec.get("configPatches")):
            if not isinstance(entry.get("patch"), dict):
                break
            problem = _check_patch(resource, index, entry, versioned)
            if problem is not None:
                yield problem
            if dig(entry, "match", "proxy", "proxyVersion"):
                versioned.add(_filter_name(entry))


def _check_patch(
    resource: MeshResource,
    index: int,
    entry: JSONObject,
    versioned: set[_FilterName],
) -> Problem | None:
    operation, target = text(dig(entry, "patch", "operation")), text(entry.get("applyTo"))
    path: FieldPath = ("spec", "configPatches", index, "patch", "operation")
    if target in _ROUTES and operation in ("ADD", "REMOVE"):
        return (IST0153 if operation == "ADD" else IST0154).at(resource, path, target=target)
    if operation == "REPLACE" and target not in _REPLACEABLE:
        return IST0152.at(resource, path, target=target)
    if operation not in _RELATIVE or integer(resource.spec.get("priority")):
        return None
    name = _filter_name(entry)
    if name in versioned:
        return IST0155.at(resource, path, operation=operation, filter=name[0] or "without a name")
    return IST0151.at(resource, path, operation=operation)


def _filter_name(entry: JSONObject) -> _FilterName:
    value = mapping(dig(entry, "patch", "value"))
    own = text(value.get("name"))
    if own:
        return own, True
    matched = text(dig(entry, "match", "listener", "filterChain", "filter", "name"))
    return (matched if value else "", False)
