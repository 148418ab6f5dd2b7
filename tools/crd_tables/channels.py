"""Which members only the experimental channel of the Gateway API has."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

EXPERIMENTAL = "x-meshctl-experimental"


def mark_experimental(experimental: Schema, standard: Schema | None) -> Schema:
    """The experimental schema with, on each object, the list of members that the standard one lacks.

    A member that is new is marked at its top alone: what is below it needs no second note.
    """
    if standard is None:
        return experimental
    marked = dict(experimental)
    known = standard.get("properties", {})
    if "properties" in experimental:
        members = experimental["properties"]
        marked["properties"] = {name: mark_experimental(member, known.get(name)) for name, member in members.items()}
        new = sorted(name for name in members if name not in known)
        if new:
            marked[EXPERIMENTAL] = new
    for key in ("items", "additionalProperties"):
        if isinstance(experimental.get(key), dict):
            marked[key] = mark_experimental(experimental[key], standard.get(key))
    return marked
