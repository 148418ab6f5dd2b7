"""How a value and its type are named in messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 60
_LISTED = 12

_ARTICLES = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
}


def type_phrase(schema_type: str) -> str:
    """The JSON type of a schema in the words of YAML: `a mapping` for object, `a list` for array."""
    return _ARTICLES.get(schema_type, schema_type)


def value_phrase(value: object) -> str:
    """The type of a value and, for a scalar, the value itself, shortened: `the string "80"`, `a list`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the string {quoted(value)}"
    if isinstance(value, int | float):
        return _number_phrase(value)
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return f"a value of type {type(value).__name__}, which JSON does not have"


def quoted(text: str) -> str:
    """`text` in double quotes, control characters escaped, cut in the middle when it is long."""
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST // 2]}...{text[-_LONGEST // 4 :]}"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in escaped) + '"'


def listed(names: Iterable[str]) -> str:
    """Names joined by commas, the surplus counted: `a, b, c and 9 more`."""
    every = list(names)
    shown = ", ".join(every[:_LISTED])
    return shown if len(every) <= _LISTED else f"{shown} and {len(every) - _LISTED} more"


def _number_phrase(value: float) -> str:
    # NB: str() of an int of more than 4,300 digits raises; such a number is a test of patience, not a port.
    if isinstance(value, int) and abs(value) >= 10**_LONGEST:
        return f"a number of more than {_LONGEST} digits"
    return f"the number {value}"
