"""`eq ne lt le gt ge` with Go's rules on what may be compared with what."""

from __future__ import annotations

from typing import Final

from meshctl.gotemplate import types
from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.views import MISSING, NilPointer, Pointer, StructView, TypedList, TypedMap

_NOT_BASIC: Final = ""
_ABSENT: Final = object()


def basic_kind(value: object) -> str:
    """`bool`, `int`, `uint`, `float`, `complex` or `string`; empty for everything else, nil included."""
    kind = types.kind_of(value)
    if kind.startswith("int") and kind != "interface":
        return "int"
    if kind.startswith("uint"):
        return "uint"
    if kind.startswith(("float", "complex")):
        return kind.rstrip("0123456789")
    return kind if kind in {"bool", "string"} else _NOT_BASIC


def equal(first: object, second: object = _ABSENT, *others: object) -> bool:
    """Whether `first` equals any of the others."""
    if type(first) is str and type(second) is str and not others:
        return first == second
    if second is _ABSENT:
        raise Fault("missing argument for comparison")
    return _equal_pair(first, second) or any(_equal_pair(first, other) for other in others)


def not_equal(first: object, second: object) -> bool:
    """`ne`."""
    return not equal(first, second)


def _equal_pair(first: object, second: object) -> bool:
    """Whether two values are equal; Fault where Go refuses to compare them."""
    kind, other = basic_kind(first), basic_kind(second)
    if kind != other:
        if {kind, other} == {"int", "uint"}:
            return first == second
        if not _is_invalid(first) and not _is_invalid(second):
            _refuse(first, second)
        return False
    if kind:
        return first == second
    return _equal_others(first, second)


def _is_invalid(value: object) -> bool:
    """Whether a value is nil without a type, or missing."""
    return value is None or value is MISSING


def _refuse(first: object, second: object) -> None:
    """Raise for two types that cannot be compared."""
    raise Fault(f"incompatible types for comparison: {types.describe(first)} and {types.describe(second)}")


def _equal_others(first: object, second: object) -> bool:
    """Equality of values that are not of a basic kind: only with nil, or of comparable types."""
    if not (_is_invalid(first) or _is_invalid(second)) and types.kind_of(first) != types.kind_of(second):
        raise Fault(f"non-comparable types {types.describe(first)}, {types.describe(second)}")
    if is_nil(first) or is_nil(second):
        return is_nil(first) == is_nil(second)
    if not types.is_comparable(types.type_of(second)):
        raise Fault(f"non-comparable type {types.describe(second)}")
    if isinstance(first, Pointer) or (isinstance(first, StructView) and first.is_pointer):
        return _same_target(first, second)
    return first == second


def _same_target(first: object, second: object) -> bool:
    """Whether two pointers point at one thing; views of one JSON value do."""
    if isinstance(first, StructView) and isinstance(second, StructView):
        return first.value is second.value and first.go_type.name == second.go_type.name
    return first is second


def is_nil(value: object) -> bool:
    """Whether a value is nil, with or without a type."""
    if value is None or value is MISSING or isinstance(value, NilPointer):
        return True
    return isinstance(value, (TypedMap, TypedList)) and value.is_nil


def less(first: object, second: object) -> bool:
    """`lt`."""
    kind, other = basic_kind(first), basic_kind(second)
    if not kind or not other:
        raise Fault("invalid type for comparison")
    if kind != other and {kind, other} != {"int", "uint"}:
        _refuse(first, second)
    if kind in {"bool", "complex"}:
        raise Fault("invalid type for comparison")
    return first < second  # type: ignore[operator, no-any-return]


def less_or_equal(first: object, second: object) -> bool:
    """`le`."""
    return less(first, second) or equal(first, second)


def greater(first: object, second: object) -> bool:
    """`gt`."""
    return not less_or_equal(first, second)


def greater_or_equal(first: object, second: object) -> bool:
    """`ge`."""
    return not less(first, second)
