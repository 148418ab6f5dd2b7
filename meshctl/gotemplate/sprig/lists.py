"""Sprig's functions on lists. None changes the list it is given."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from meshctl.gotemplate import types
from meshctl.gotemplate.equality import deep_equal
from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.functions import Function, function
from meshctl.gotemplate.sprig.numbers import to_int
from meshctl.gotemplate.sprig.strings import text_of, texts_of, to_strings
from meshctl.gotemplate.text import check_items
from meshctl.gotemplate.types import NIL_SLICE
from meshctl.gotemplate.views import Pointer, TypedList

if TYPE_CHECKING:
    from collections.abc import Callable


def _items(value: object, action: str) -> list[object]:
    """The items of a list; Fault for anything else."""
    if isinstance(value, list):
        return value
    if value is None:
        raise Fault("runtime error: invalid memory address or nil pointer dereference")
    raise Fault(f"Cannot {action} type {types.kind_of(value)}")


def list_(*items: object) -> list[object]:
    """A list of the arguments."""
    return list(items)


def append(value: object, item: object) -> list[object]:
    """The list with one more item."""
    items = _items(value, "push on")
    check_items(len(items))
    return [*items, item]


def prepend(value: object, item: object) -> list[object]:
    """The list with one more item in front."""
    items = _items(value, "prepend on")
    check_items(len(items))
    return [item, *items]


def first(value: object) -> object:
    """The first item, nil of an empty list."""
    items = _items(value, "find first on")
    return items[0] if items else None


def last(value: object) -> object:
    """The last item, nil of an empty list."""
    items = _items(value, "find last on")
    return items[-1] if items else None


def rest(value: object) -> list[object]:
    """All items but the first."""
    return list(_items(value, "find rest on")[1:]) if value else _none_of(value, "find rest on")


def initial(value: object) -> list[object]:
    """All items but the last."""
    return list(_items(value, "find initial on")[:-1]) if value else _none_of(value, "find initial on")


def _none_of(value: object, action: str) -> list[object]:
    """The nil list, for an empty one."""
    _items(value, action)
    return NIL_SLICE


def reverse(value: object) -> list[object]:
    """The items in reverse order."""
    return list(reversed(_items(value, "find reverse on")))


def compact(value: object) -> list[object]:
    """The items that are not empty."""
    return [item for item in _items(value, "compact on") if item]


def _is_in(items: list[object], wanted: object) -> bool:
    """Whether a list holds a value of the same type."""
    return any(deep_equal(wanted, item) for item in items)


def uniq(value: object) -> list[object]:
    """The items without repetitions."""
    found: list[object] = []
    for item in _items(value, "find uniq on"):
        if not _is_in(found, item):
            found.append(item)
    return found


def without(value: object, *unwanted: object) -> list[object]:
    """The items other than those named."""
    return [item for item in _items(value, "find without on") if not _is_in(list(unwanted), item)]


def has(wanted: object, value: object) -> bool:
    """Whether the list holds the value; nil holds nothing."""
    return value is not None and _is_in(_items(value, "find has on"), wanted)


def slice_(value: object, *bounds: object) -> object:
    """The items from the first bound to the second; nil of an empty list."""
    items = _items(value, "slice")
    if not items:
        return None
    start = to_int(bounds[0]) if bounds else 0
    end = len(items) if len(bounds) < 2 else to_int(bounds[1])
    if not 0 <= start <= end <= len(items):
        raise Fault("reflect.Value.Slice: slice index out of bounds")
    return TypedList(items[start:end], value.go_type) if isinstance(value, TypedList) else items[start:end]


def concat(*values: object) -> list[object]:
    """The items of all lists."""
    found: list[object] = []
    for value in values:
        items = _items(value, "concat")
        check_items(len(found) + len(items))
        found += items
    return found or NIL_SLICE


def chunk(size: int, value: object) -> list[object]:
    """The items in lists of `size`."""
    items = _items(value, "chunk")
    if size <= 0:
        raise Fault("runtime error: makeslice: len out of range")
    return [items[start : start + size] for start in range(0, math.ceil(len(items) / size) * size, size)]


def sort_alpha(value: object) -> list[str]:
    """The texts of the items, sorted."""
    if isinstance(value, Pointer):
        value = value.target
    if not isinstance(value, list):
        return [text_of(value)]
    return to_strings(value) if not value else sorted(texts_of(value))


def _both(name: str, must: str, signature: str, call: Callable[..., object]) -> dict[str, Function]:
    """A function under its name and that of the variant which returns its errors; here both do."""
    declared = function(signature, call)
    return {name: declared, must: declared}


FUNCTIONS: Final = {
    "concat": function("...any -> any", concat),
    "list": function("...any -> []any", list_),
    "tuple": function("...any -> []any", list_),
    "sortAlpha": function("any -> []string", sort_alpha),
    **_both("append", "mustAppend", "any, any -> []any", append),
    **_both("push", "mustPush", "any, any -> []any", append),
    **_both("prepend", "mustPrepend", "any, any -> []any", prepend),
    **_both("first", "mustFirst", "any -> any", first),
    **_both("last", "mustLast", "any -> any", last),
    **_both("rest", "mustRest", "any -> []any", rest),
    **_both("initial", "mustInitial", "any -> []any", initial),
    **_both("reverse", "mustReverse", "any -> []any", reverse),
    **_both("compact", "mustCompact", "any -> []any", compact),
    **_both("uniq", "mustUniq", "any -> []any", uniq),
    **_both("without", "mustWithout", "any, ...any -> []any", without),
    **_both("has", "mustHas", "any, any -> bool", has),
    **_both("slice", "mustSlice", "any, ...any -> any", slice_),
    **_both("chunk", "mustChunk", "int, any -> [][]any", chunk),
}
