"""The crd layer: what the API server would say about one resource, given the schema of its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.schema.metadata import check_metadata
from meshctl.analyze.schema.scalars import wrong_type
from meshctl.analyze.schema.violations import Fault, Violation, extend_paths

if TYPE_CHECKING:
    from meshctl.analyze.schema.kinds import KindSchema
    from meshctl.k8s.types import JSONValue


def check_resource(value: JSONValue, kind: KindSchema) -> list[Violation]:
    """Everything in `value` that the schema of `kind` does not allow, in the order of the document.

    The steps are those of a create with strict field validation: unknown fields are violations, nulls that may not be
    null count as absent, defaults are filled in before the rest is checked, status is looked at for unknown fields
    only. Rules that compare with the stored object (oldSelf) say nothing about a new one and are left out.

    `value` is not changed. Any value will do: what is not JSON is a violation, never an exception.
    """
    if not isinstance(value, dict):
        return [wrong_type(value, "object").violation()]
    faults: list[Fault] = []
    seen = kind.check()(value, faults)
    start = len(faults)
    check_metadata(kind, seen.get("metadata") if isinstance(seen, dict) else None, faults)
    extend_paths(faults, start, "metadata")
    if not kind.notes_experimental:
        faults = [fault for fault in faults if fault.rule != "experimental-field"]
    return [fault.violation() for fault in faults]
