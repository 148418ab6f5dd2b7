"""Checks of lists: length, elements, and uniqueness by key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from meshctl.analyze.schema.describe import value_phrase
from meshctl.analyze.schema.scalars import wrong_type
from meshctl.analyze.schema.violations import Fault, extend_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from meshctl.analyze.schema.nodes import Check, Node
    from meshctl.k8s.types import JSONValue

    ListTest = Callable[[list[JSONValue], list[Fault]], None]


def list_check(node: Node, items: Check, item_node: Node) -> Check:
    """A check of a list whose elements are alike."""
    tests = _list_tests(node)
    item_default = None if item_node.get("nullable") else item_node.get("default")

    def check(value: JSONValue, faults: list[Fault]) -> JSONValue:
        if not isinstance(value, list):
            faults.append(wrong_type(value, "array"))
            return value
        changed: list[JSONValue] | None = None
        count = len(faults)
        for index, item in enumerate(value):
            seen = items(item_default if item is None else item, faults)
            if seen is not item:
                changed = list(value) if changed is None else changed
                changed[index] = seen
            if len(faults) != count:
                extend_paths(faults, count, index)
                count = len(faults)
        result = value if changed is None else changed
        for test in tests:
            test(result, faults)
        return result

    return check


def _list_tests(node: Node) -> list[ListTest]:
    tests: list[ListTest] = []
    if "minItems" in node or "maxItems" in node:
        tests.append(_size_test(node.get("minItems", 0), node.get("maxItems")))
    if node.get("listType") == "set":
        tests.append(_set_test)
    elif node.get("listType") == "map":
        tests.append(_map_test(node["listKeys"]))
    return tests


def _size_test(least: int, most: int | None) -> ListTest:
    def test(value: list[JSONValue], faults: list[Fault]) -> None:
        if least <= len(value) and (most is None or len(value) <= most):
            return
        too_many = len(value) > least
        expected = f"at most {_elements(most or 0)}" if too_many else f"at least {_elements(least)}"
        message = f"must have {expected}, not {len(value)}"
        faults.append(
            Fault(rule="items", message=message, found=_elements(len(value)), expected=expected, blocking=too_many)
        )

    return test


def _elements(count: int) -> str:
    return f"{count} element" if count == 1 else f"{count} elements"


def _set_test(value: list[JSONValue], faults: list[Fault]) -> None:
    """Elements of a set are unique; a repeated one is reported once."""
    seen: dict[Hashable, int] = {}
    for index, item in enumerate(value):
        key = _identity(item)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] == 2:
            faults.append(_duplicate(index, value_phrase(item)))


def _map_test(keys: list[str]) -> ListTest:
    """Elements of a list map are told apart by the values of `keys`; an absent key is a value of its own."""

    def test(value: list[JSONValue], faults: list[Fault]) -> None:
        seen: dict[Hashable, int] = {}
        for index, item in enumerate(value):
            if not isinstance(item, dict):
                continue  # its type is a fault already
            key = tuple(_identity(item[name]) if name in item else None for name in keys)
            seen[key] = seen.get(key, 0) + 1
            if seen[key] == 2:
                shown = ", ".join(f"{name} {value_phrase(item[name])}" for name in keys if name in item)
                faults.append(_duplicate(index, shown or f"no {' and '.join(keys)}"))

    return test


def _identity(value: JSONValue) -> Hashable:
    """A key that is equal for equal JSON values only: 1, 1.0 and true are three."""
    if isinstance(value, dict | list):
        try:
            return json.dumps(value, sort_keys=True, default=str)
        except (RecursionError, TypeError, ValueError):
            return id(value)  # not JSON, and reported as a wrong type where it stands
    return (type(value).__name__, value)


def _duplicate(index: int, found: str) -> Fault:
    return Fault(
        rule="duplicate",
        message=f"the list has {found} twice",
        found=found,
        expected="elements that differ",
        path=[index],
    )
