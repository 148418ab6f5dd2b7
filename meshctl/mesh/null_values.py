"""Removing nulls from nested settings, where null means "not set"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue


def omit_nil(value: JSONValue) -> JSONValue:
    """The value without nulls at any depth, nor mappings and lists that this empties; null if nothing is left.

    Collections that were empty before stay. The value itself is given back when it holds no null.
    """
    if isinstance(value, dict):
        held = {key: omit_nil(each) for key, each in value.items()}
        kept = {key: each for key, each in held.items() if each is not None}
        if len(kept) == len(value) and all(kept[key] is value[key] for key in kept):
            return value
        return kept or None
    if isinstance(value, list):
        items = [omit_nil(each) for each in value]
        left = [each for each in items if each is not None]
        if len(left) == len(value) and all(new is old for new, old in zip(left, value, strict=True)):
            return value
        return left or None
    return value
