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
        return _without_nil_values(value)
    if isinstance(value, list):
        return _without_nil_items(value)
    return value


def _without_nil_values(mapping: dict[str, JSONValue]) -> JSONValue:
    kept: dict[str, JSONValue] = {}
    for key, each in mapping.items():
        cleaned = omit_nil(each)
        if cleaned is not None:
            kept[key] = cleaned
    if len(kept) == len(mapping) and all(kept[key] is mapping[key] for key in kept):
        return mapping
    return kept or None


def _without_nil_items(items: list[JSONValue]) -> JSONValue:
    kept: list[JSONValue] = []
    for each in items:
        cleaned = omit_nil(each)
        if cleaned is not None:
            kept.append(cleaned)
    if len(kept) == len(items) and all(new is old for new, old in zip(kept, items, strict=True)):
        return items
    return kept or None
