"""Protobuf oneofs as the CRD generator of Istio spells them, read back as choices.

`oneOf: [{not: {anyOf: [{required: [a]}, {required: [b]}]}}, {required: [a]}, {required: [b]}]` says: at most one of a
and b. Without the first alternative it says: exactly one. A choice gives a message people understand, at the cost of a
few lookups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from meshctl.analyze.schema.nodes import Choice

Schema = dict[str, Any]


def take_choices(schema: Schema) -> tuple[list[Choice], Schema]:
    """The choices that a schema makes, and the schema without their spelling; what is no choice stays."""
    rest = dict(schema)
    choices: list[Choice] = []
    if (choice := _choice(rest.get("oneOf"))) is not None:
        choices.append(choice)
        del rest["oneOf"]
    kept = []
    for alternative in rest.pop("allOf", ()):
        choice = _choice(alternative["oneOf"]) if set(alternative) == {"oneOf"} else None
        if choice is None:
            kept.append(alternative)
        else:
            choices.append(choice)
    if kept:
        rest["allOf"] = kept
    return choices, rest


def _choice(alternatives: list[Schema] | None) -> Choice | None:
    if not alternatives:
        return None
    members = [_only_required(alternative) for alternative in alternatives if "not" not in alternative]
    excluded = [alternative for alternative in alternatives if "not" in alternative]
    if any(member is None for member in members) or len(excluded) > 1:
        return None
    names = [member for member in members if member is not None]
    if excluded and _excluded_members(excluded[0]) != names:
        return None
    return {"members": names, "least": 0 if excluded else 1}


def _only_required(alternative: Schema) -> str | None:
    required = alternative.get("required", [])
    return required[0] if set(alternative) == {"required"} and len(required) == 1 else None


def _excluded_members(alternative: Schema) -> list[str | None] | None:
    if set(alternative) != {"not"} or set(alternative["not"]) != {"anyOf"}:
        return None
    return [_only_required(each) for each in alternative["not"]["anyOf"]]
