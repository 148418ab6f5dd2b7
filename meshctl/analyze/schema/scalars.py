"""Checks of strings, numbers and booleans, one closure per schema node."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshctl.analyze.schema.describe import listed, quoted, type_phrase, value_phrase
from meshctl.analyze.schema.formats import FORMAT_PHRASES, FORMATS
from meshctl.analyze.schema.nearest import nearest_name
from meshctl.analyze.schema.violations import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshctl.analyze.schema.nodes import Check, Node
    from meshctl.k8s.types import JSONValue

    StringTest = Callable[[str], Fault | None]

# Go holds JSON numbers as int64 or float64, and takes a float for an integer only where it is exact.
_INT64 = 2**63
_EXACT_FLOAT = 2**53 - 1


def wrong_type(value: object, expected: str) -> Fault:
    """The fault of a value that is not of the type `expected` (a JSON type name)."""
    phrase = type_phrase(expected)
    found = value_phrase(value)
    return Fault(rule="type", message=f"must be {phrase}, not {found}", found=found, expected=phrase, blocking=True)


def is_integer(value: object) -> bool:
    """Whether the API server takes `value` for an integer: `80` and `80.0`, not `True`, not 2**64."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int):
        return -_INT64 <= value < _INT64
    return isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT_FLOAT


def is_number(value: object) -> bool:
    """Whether `value` is a number that JSON can carry: no boolean, no infinity, not NaN."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or value - value == 0.0


def string_check(node: Node) -> Check:
    """A check of a string: type, length, pattern, format, allowed values."""
    tests = _string_tests(node)
    if not tests:
        return _plain_string
    if len(tests) == 1:
        return _one_test(tests[0])
    return _many_tests(tests)


def _plain_string(value: JSONValue, faults: list[Fault]) -> JSONValue:
    if not isinstance(value, str):
        faults.append(wrong_type(value, "string"))
    return value


def _one_test(test: StringTest) -> Check:
    def check(value: JSONValue, faults: list[Fault]) -> JSONValue:
        if not isinstance(value, str):
            faults.append(wrong_type(value, "string"))
        elif (fault := test(value)) is not None:
            faults.append(fault)
        return value

    return check


def _many_tests(tests: list[StringTest]) -> Check:
    def check(value: JSONValue, faults: list[Fault]) -> JSONValue:
        if not isinstance(value, str):
            faults.append(wrong_type(value, "string"))
            return value
        faults.extend(fault for test in tests if (fault := test(value)) is not None)
        return value

    return check


def _string_tests(node: Node) -> list[StringTest]:
    tests: list[StringTest] = []
    if "maxLength" in node or node.get("minLength") or "pattern" in node:
        tests.append(_text_test(node))
    if "format" in node:
        tests.append(_format_test(node["format"]))
    if "enum" in node:
        tests.append(_string_enum_test([value for value in node["enum"] if isinstance(value, str)]))
    return tests


def _text_test(node: Node) -> StringTest:
    """Length first, pattern last and only for a text of allowed length: the order of the API server.

    That order also bounds the work of the pattern. Patterns are searched, not matched: they carry their own anchors.
    """
    shortest, longest = node.get("minLength", 0), node.get("maxLength", -1)
    pattern, source = node.get("pattern", ""), node.get("patternSource", node.get("pattern", ""))
    search: Callable[[str], object] | None = None

    def test(value: str) -> Fault | None:
        nonlocal search
        if len(value) < shortest or -1 < longest < len(value):
            return _length_fault(value, shortest, longest)
        if not pattern:
            return None
        # Compiled at the first value: a file seldom meets half of the patterns of its kind.
        if search is None:
            search = re.compile(pattern).search
        return None if search(value) is not None else _pattern_fault(value, source)

    return test


def _length_fault(value: str, shortest: int, longest: int) -> Fault:
    if len(value) < shortest:
        expected = "not be empty" if shortest == 1 else f"have at least {shortest} characters"
    else:
        expected = f"have at most {longest} characters"
    found = f"{len(value)} characters" if value else "the empty string"
    return Fault(
        rule="length",
        message=f"must {expected}, not {found}" if value else f"must {expected}",
        found=found,
        expected=expected,
        blocking=len(value) >= shortest,
    )


def _pattern_fault(value: str, source: str) -> Fault:
    return Fault(
        rule="pattern",
        message=f"{quoted(value)} does not match the pattern {source}",
        found=quoted(value),
        expected=f"text that matches {source}",
    )


def _format_test(name: str) -> StringTest:
    accepts, phrase = FORMATS[name], FORMAT_PHRASES[name]

    def test(value: str) -> Fault | None:
        if accepts(value):
            return None
        found = quoted(value)
        return Fault(rule="format", message=f"must be {phrase}, not {found}", found=found, expected=phrase)

    return test


def _string_enum_test(allowed: list[str]) -> StringTest:
    known = frozenset(allowed)

    def test(value: str) -> Fault | None:
        return None if value in known else not_allowed(value, allowed)

    return test


def not_allowed(value: object, allowed: list[str]) -> Fault:
    """The fault of a value outside a closed list, with the near one where there is just one."""
    found = quoted(value) if isinstance(value, str) else value_phrase(value)
    suggestion = nearest_name(value, allowed) if isinstance(value, str) else None
    return Fault(
        rule="enum",
        message=f"must be one of {listed(map(_shown, allowed))}, not {found}",
        found=found,
        expected=f"one of {listed(map(_shown, allowed))}",
        suggestion=suggestion,
        allowed=tuple(allowed),
        blocking=True,
    )


def _shown(value: str) -> str:
    return value or '""'


def integer_check(node: Node) -> Check:
    """A check of an integer: type, then range."""
    return _number_check(node, "integer", is_integer)


def number_check(node: Node) -> Check:
    """A check of a number: type, then range."""
    return _number_check(node, "number", is_number)


def _number_check(node: Node, type_name: str, accepts: Callable[[object], bool]) -> Check:
    lowest, highest = node.get("minimum"), node.get("maximum")
    enum = node.get("enum")

    def check(value: JSONValue, faults: list[Fault]) -> JSONValue:
        if not accepts(value):
            faults.append(wrong_type(value, type_name))
            return value
        assert isinstance(value, int | float)  # noqa: S101  accepts() let it through
        if (lowest is not None and value < lowest) or (highest is not None and value > highest):
            faults.append(_range_fault(value, lowest, highest))
        if enum is not None and value not in enum:
            faults.append(not_allowed(value, [str(allowed) for allowed in enum]))
        return value

    return check


def _range_fault(value: float, lowest: float | None, highest: float | None) -> Fault:
    if lowest is not None and highest is not None:
        expected = f"be between {_bound(lowest)} and {_bound(highest)}"
    elif lowest is not None:
        expected = f"be at least {_bound(lowest)}"
    else:
        expected = f"be at most {_bound(highest)}"
    found = value_phrase(value)
    return Fault(rule="range", message=f"must {expected}, not {found}", found=found, expected=expected)


def _bound(limit: float | None) -> str:
    return str(int(limit)) if isinstance(limit, float) and limit.is_integer() else str(limit)


def boolean_check(node: Node) -> Check:
    """A check of a boolean. Strings such as "true" are not booleans for the API server."""
    del node
    return _boolean


def _boolean(value: JSONValue, faults: list[Fault]) -> JSONValue:
    if not isinstance(value, bool):
        fault = wrong_type(value, "boolean")
        if isinstance(value, str) and value.lower() in ("true", "false"):
            fault.suggestion = value.lower()
        faults.append(fault)
    return value


def int_or_string_check(node: Node) -> Check:
    """A check of a value that may be an integer or a string, such as a port by number or name."""
    text = string_check(node)

    def check(value: JSONValue, faults: list[Fault]) -> JSONValue:
        if isinstance(value, str):
            return text(value, faults)
        if not is_integer(value):
            found = value_phrase(value)
            expected = "an integer or a string"
            message = f"must be {expected}, not {found}"
            faults.append(Fault(rule="type", message=message, found=found, expected=expected, blocking=True))
        return value

    return check


def quantity_check(node: Node) -> Check:
    """A check of a resource quantity: text such as `100m`, or a plain number."""
    text = string_check({**node, "format": "quantity"})

    def check(value: JSONValue, faults: list[Fault]) -> JSONValue:
        return value if is_number(value) else text(value, faults)

    return check
