"""A resource breaks the schema of its kind, or a rule that Istio's own validation adds.

## What it checks
Two layers, told apart by `layer` in reports. *crd*: types, required and unknown fields, enumerations, ranges, patterns
and the CEL rules of the published CRDs, and the fields of the Kubernetes kinds the mesh depends on. *semantic*: what
istiod's validating webhook checks beyond that, kind by kind, with its warnings (IST0133), unreachable rules (IST0130)
and matches without effect (IST0131). A field that both layers fault is told once.

## Why it matters
The API server or istiod refuses the resource. An unknown field is refused too, or dropped without a word.

## Example
Bad:
```yaml
http:
- route:
  - destination: {host: reviews}
    weigth: 100
```
Good:
```yaml
http:
- route:
  - destination: {host: reviews}
    weight: 100
```

## How to fix
Do what the finding says. `--fix` renames misspelt fields; `--fix --unsafe-fixes` also removes routes that cannot be
reached and matches without effect.

## Source
The CRDs of istio/api and gateway-api; istio/istio pkg/config/validation, pkg/config/analysis/analyzers/schema
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.findings import Edit, Fix, Severity
from meshctl.analyze.istio_messages import IST0106, IST0130, IST0131, IST0133
from meshctl.analyze.meshctl_messages import MSH0020, MSH0025
from meshctl.analyze.rule import RuleMeta
from meshctl.analyze.schema.check import check_resource as check_schema
from meshctl.analyze.schema.kinds import find_kind
from meshctl.analyze.semantic import validate
from meshctl.model.fields import dotted
from meshctl.model.kinds import CHECKED_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.analyze.schema.kinds import KindSchema
    from meshctl.analyze.schema.violations import Violation as SchemaViolation
    from meshctl.analyze.semantic import Violation
    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="resource/invalid-resource",
    messages=(IST0106, IST0130, IST0131, IST0133, MSH0020, MSH0025),
    kinds=CHECKED_KINDS,
    link="https://istio.io/latest/docs/reference/config/analysis/ist0106/",
)

_SEMANTIC = {message.code: message for message in (IST0106, IST0130, IST0131, IST0133)}
_ROUTE_DEPTH, _MATCH_DEPTH = 3, 5


def check_resource(resource: MeshResource, snapshot: Snapshot) -> Iterator[Problem]:
    """The violations of the crd layer, then those of the semantic layer on fields the first did not fault."""
    schema = find_kind(resource.api_version, _kind(resource))
    faulted: set[FieldPath] = set()
    for violation in () if schema is None else check_schema(resource.value, schema):
        if violation.severity == "error":
            faulted.add(violation.path)
        yield _schema_problem(resource, violation, schema)
    for ruling in validate(resource.value, default_namespace=snapshot.settings.default_namespace):
        if ruling.path not in faulted or ruling.severity != "error":
            yield semantic_problem(resource, ruling)


def _kind(resource: MeshResource) -> str:
    return str(resource.value.get("kind") or "")


def _schema_problem(resource: MeshResource, violation: SchemaViolation, schema: KindSchema | None) -> Problem:
    is_core = schema is not None and schema.origin == "kubernetes"
    message = MSH0020 if violation.rule == "unknown-field" else MSH0025 if is_core else IST0106
    return message.at(
        resource,
        violation.path,
        on_key=violation.rule == "unknown-field",
        layer="crd",
        severity=Severity.INFO if violation.severity == "info" else None,
        fix=_schema_fix(violation),
        detail=_schema_text(violation),
        remedy=_schema_remedy(violation),
    )


def _schema_text(violation: SchemaViolation) -> str:
    """The message, with the field it is about where the message does not name it."""
    if violation.rule == "unknown-field" or not violation.path:
        return violation.message
    return f"{dotted(violation.path)}: {violation.message}"


def _schema_remedy(violation: SchemaViolation) -> str:
    if violation.suggestion is not None:
        return f"Did you mean {violation.suggestion}?"
    if violation.allowed:
        return f"Allowed: {', '.join(violation.allowed)}."
    return f"Expected {violation.expected}." if violation.expected else ""


def _schema_fix(violation: SchemaViolation) -> Fix | None:
    """The rename of a misspelt field, or the value of an enumeration; none where the right name is taken."""
    near = violation.suggestion
    if near is None or violation.suggestion_taken:
        return None
    if violation.rule == "unknown-field":
        return Fix(title=f"Rename to {near}", edits=(Edit(action="rename", path=violation.path, value=near),))
    if violation.rule == "enum":
        edit = Edit(action="set", path=violation.path, value=near)
        return Fix(title=f"Write {near}", edits=(edit,), safe=violation.found.strip('"').lower() == near.lower())
    return None


def semantic_problem(resource: MeshResource, violation: Violation) -> Problem:
    """The problem that a violation of Istio's own validation is."""
    message = _SEMANTIC[violation.code]
    remedy = violation.help or (f"Expected {violation.expected}." if violation.expected else "")
    return message.at(
        resource,
        violation.path,
        layer="semantic",
        fix=_semantic_fix(violation),
        help=remedy or message.help.format_map({"remedy": ""}),
        detail=violation.message,
        remedy=remedy,
    )


def _semantic_fix(violation: Violation) -> Fix | None:
    """Removal of a rule that cannot be reached, or of a match without effect; unsafe, as more may be wrong there."""
    removals = {IST0130.code: (_ROUTE_DEPTH, "rule"), IST0131.code: (_MATCH_DEPTH, "match")}
    if violation.code not in removals:
        return None
    depth, what = removals[violation.code]
    if len(violation.path) < depth:
        return None
    edit = Edit(action="remove", path=violation.path[:depth])
    return Fix(title=f"Remove the {what}", edits=(edit,), safe=False)
