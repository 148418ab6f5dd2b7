"""Which members only the experimental channel of the Gateway API has."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

EXPERIMENTAL = "x-meshctl-experimental"


def mark_experimental(schema: Schema, experimental: Schema | None, standard: Schema | None) -> Schema:
    """`schema`, one of the two others, with a list on each object of the members that the standard channel lacks.

    Where either channel lacks the object itself there is nothing to tell apart: a member that is new is marked at its
    top alone.
    """
    if experimental is None or standard is None:
        return schema
    marked = dict(schema)
    theirs, ours = experimental.get("properties", {}), standard.get("properties", {})
    new = sorted(set(theirs) - set(ours))
    if new:
        marked[EXPERIMENTAL] = new
    if "properties" in schema:
        members = schema["properties"]
        marked["properties"] = {
            name: mark_experimental(member, theirs.get(name), ours.get(name)) for name, member in members.items()
        }
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            marked[key] = mark_experimental(schema[key], experimental.get(key), standard.get(key))
    return marked
