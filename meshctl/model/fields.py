"""Readers for values of unknown shape: each gives an empty value where the manifest holds something else.

Rules read what users wrote, before or beside the schema layer's verdict, so a wrong type must never stop them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from meshctl.k8s.types import FieldPath, JSONValue

if TYPE_CHECKING:
    from collections.abc import Iterator

JSONObject: TypeAlias = dict[str, JSONValue]


def mapping(value: JSONValue) -> JSONObject:
    """`value` if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def sequence(value: JSONValue) -> list[JSONValue]:
    """`value` if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text(value: JSONValue) -> str:
    """`value` if it is a string, else the empty string."""
    return value if isinstance(value, str) else ""


def integer(value: JSONValue) -> int | None:
    """The whole number that `value` is or spells (protobuf JSON takes `"80"` for 80), else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.isascii() and value.removeprefix("-").isdigit():
        return int(value)
    return int(value) if isinstance(value, float) and value.is_integer() else None


def dig(value: JSONValue, *path: str | int) -> JSONValue:
    """The value at `path`, or None where the path leaves the value."""
    for step in path:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def dotted(path: FieldPath) -> str:
    """A path as people write it: `spec.http[0].route`; keys with dots or slashes in brackets and quotes."""
    parts: list[str] = []
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif "." in step or "/" in step:
            parts.append(f'["{step}"]')
        else:
            parts.append(f".{step}" if parts else step)
    return "".join(parts)


def exists(value: JSONValue, path: FieldPath) -> bool:
    """Whether `path` leads to a field of `value`, null ones included."""
    return not path or path[-1] in _keys(dig(value, *path[:-1]))


def _keys(value: JSONValue) -> JSONObject | range:
    if isinstance(value, dict):
        return value
    return range(len(value)) if isinstance(value, list) else range(0)


def objects(value: JSONValue) -> Iterator[tuple[int, JSONObject]]:
    """Index and value of each list element, with an empty mapping for elements that are none."""
    for index, element in enumerate(sequence(value)):
        yield index, mapping(element)


def texts(value: JSONValue) -> list[str]:
    """The strings of a list, others left out."""
    return [element for element in sequence(value) if isinstance(element, str)]


def labels_of(value: JSONValue) -> dict[str, str]:
    """The string entries of a label, annotation or selector mapping."""
    return {key: entry for key, entry in mapping(value).items() if isinstance(entry, str)}
