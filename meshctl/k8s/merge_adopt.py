"""Patch values that meet nothing in the original: taken whole, without nulls and without directives."""

from __future__ import annotations

from operator import is_
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue

PATCH: Final = "$patch"

_Object: TypeAlias = "dict[str, JSONValue]"


class Absent:
    """Stands for a patch value that leaves nothing behind."""


ABSENT: Final = Absent()


def adopt(value: JSONValue, *, nulls: bool = False) -> JSONValue | Absent:
    """A patch value that meets nothing: without anything that carries `$patch`, its mappings without nulls."""
    if isinstance(value, dict):
        return _adopt_object(value, nulls=nulls)
    return adopt_list(value, nulls=nulls) if isinstance(value, list) else value


def adopt_list(value: list[JSONValue], *, nulls: bool = False) -> list[JSONValue]:
    """The same for a list, which always leaves a list behind; nulls among its items stay in any case."""
    items = [adopt(item, nulls=nulls) if isinstance(item, dict | list) else item for item in value]
    if all(map(is_, items, value)):
        return value
    return [item for item in items if not isinstance(item, Absent)]


def _adopt_object(value: _Object, *, nulls: bool) -> _Object | Absent:
    if PATCH in value and (nulls or value[PATCH] is not None):
        return ABSENT
    changed: _Object | None = None
    for key, item in value.items():
        if item.__class__ is str or (item is None and nulls):
            continue
        found = ABSENT if item is None else adopt(item, nulls=nulls)
        if found is not item:
            changed = dict(value) if changed is None else changed
            if isinstance(found, Absent):
                del changed[key]
            else:
                changed[key] = found
    return value if changed is None else changed
