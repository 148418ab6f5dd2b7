"""`--set` assignments as Helm and istioctl write them: `global.proxy.image=x`, `a[0].b=1`, `list={a,b}`.

Source: helm.sh/helm pkg/strvals.
"""

from __future__ import annotations

import copy
import itertools
import re
from typing import TYPE_CHECKING, Final

from meshctl.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshctl.k8s.types import FieldPath, JSONValue

_LONGEST_LIST: Final = 65536
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)", re.ASCII)
_WORDS: Final[dict[str, JSONValue]] = {"true": True, "false": False, "null": None}


def apply_overrides(document: dict[str, JSONValue], assignments: Iterable[str]) -> dict[str, JSONValue]:
    """A copy of `document` with the assignments carried out in order; several may stand in one, comma separated.

    A backslash takes the meaning from a dot, comma, bracket or equals sign. Values are true, false, null, whole
    numbers, lists in braces, or text; missing mappings and list elements on the way are made.

    Raises:
        SettingsError: an assignment that has no value or an impossible path.
    """
    changed = copy.deepcopy(document)
    for assignment in assignments:
        for path, value in parse_assignments(assignment):
            _assign(changed, path, value, assignment)
    return changed


def deep_merge(base: dict[str, JSONValue], over: dict[str, JSONValue]) -> dict[str, JSONValue]:
    """`base` with `over` laid on top: mappings merge key by key, everything else, null included, is replaced."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = deep_merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def parse_assignments(text: str) -> Iterator[tuple[FieldPath, JSONValue]]:
    """Path and value of each assignment in `text`.

    Raises:
        SettingsError: a part without `=`, an empty key, or an index that is no number.
    """
    for part in _split(text, ",", braces=True):
        key, *values = _split(part, "=", limit=1)
        if not values:
            raise SettingsError(f"--set {text}: expected key=value, found {part!r}")
        yield _path(key, text), _value(values[0])


def _path(key: str, text: str) -> FieldPath:
    path: list[str | int] = []
    for step in _split(key, "."):
        name, indices = _name_and_indices(step)
        if not name and not (indices and path):
            raise SettingsError(f"--set {text}: a key between dots is empty")
        path += [_unescaped(name), *indices]
    return tuple(path)


def _name_and_indices(step: str) -> tuple[str, list[int]]:
    """`a[0][1]` as `a` and its indices; an escaped bracket belongs to the name."""
    indices: list[int] = []
    while match := re.search(r"(?<!\\)\[([0-9]+)\]$", step, re.ASCII):
        indices.insert(0, int(match[1]))
        step = step[: match.start()]
    if re.search(r"(?<!\\)[\[\]]", step):
        raise SettingsError(f"--set: {step!r}: an index is a number in brackets at the end of a key")
    if any(index >= _LONGEST_LIST for index in indices):
        raise SettingsError(f"--set: {step!r}: an index is less than {_LONGEST_LIST}")
    return step, indices


def _value(text: str) -> JSONValue:
    if text.startswith("{") and text.endswith("}"):
        return [_scalar(part) for part in _split(text[1:-1], ",")] if text != "{}" else []
    return _scalar(text)


def _scalar(text: str) -> JSONValue:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text) and -(2**63) <= int(text) < 2**63:
        return int(text)
    return _unescaped(text)


def _split(text: str, separator: str, *, limit: int = -1, braces: bool = False) -> list[str]:
    """The parts between separators that are neither escaped nor, if `braces`, inside a list; escapes are kept."""
    parts: list[str] = []
    start = depth = index = 0
    while index < len(text):
        character = text[index]
        if character == "\\":
            index += 1
        elif braces and character in "{}":
            depth += 1 if character == "{" else -1
        elif character == separator and depth <= 0 and limit != len(parts):
            parts.append(text[start:index])
            start = index + 1
        index += 1
    return [*parts, text[start:]]


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _assign(document: dict[str, JSONValue], path: FieldPath, value: JSONValue, text: str) -> None:
    holder: JSONValue = document
    for step, following in itertools.pairwise(path):
        holder = _descend(holder, step, [] if isinstance(following, int) else {}, text)
    _put(holder, path[-1], value, text)


def _descend(holder: JSONValue, step: str | int, empty: JSONValue, text: str) -> JSONValue:
    """What `holder` has at `step`, made anew where it has nothing of the needed kind."""
    found = _get(holder, step)
    if not isinstance(found, type(empty)):
        _put(holder, step, empty, text)
        return empty
    return found


def _get(holder: JSONValue, step: str | int) -> JSONValue:
    if isinstance(holder, dict) and isinstance(step, str):
        return holder.get(step)
    if isinstance(holder, list) and isinstance(step, int):
        return holder[step] if step < len(holder) else None
    return None


def _put(holder: JSONValue, step: str | int, value: JSONValue, text: str) -> None:
    if isinstance(holder, dict) and isinstance(step, str):
        holder[step] = value
    elif isinstance(holder, list) and isinstance(step, int):
        holder += [None] * (step + 1 - len(holder))
        holder[step] = value
    else:
        raise SettingsError(f"--set {text}: {step!r} cannot stand there")
