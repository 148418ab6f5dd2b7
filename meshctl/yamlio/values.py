"""Comparing JSON values as JSON does, which is stricter than Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue


def same_value(left: JSONValue, right: JSONValue) -> bool:
    """Whether both are the same JSON value: `1`, `1.0` and `True` differ, the order of keys does not count."""
    if left is right:
        return True
    if isinstance(left, dict):
        return isinstance(right, dict) and _same_mapping(left, right)
    if isinstance(left, list):
        return isinstance(right, list) and len(left) == len(right) and all(map(same_value, left, right))
    return type(left) is type(right) and left == right


def _same_mapping(left: dict[str, JSONValue], right: dict[str, JSONValue]) -> bool:
    if left.keys() != right.keys():
        return False
    return all(same_value(value, right[key]) for key, value in left.items())
