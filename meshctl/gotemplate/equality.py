"""Go's `reflect.DeepEqual`: values are equal only if their types are."""

from __future__ import annotations

from meshctl.gotemplate import types
from meshctl.gotemplate.views import NilPointer, Pointer, StructView, TypedList, TypedMap


def deep_equal(one: object, other: object) -> bool:
    """Whether two values are of one type and equal all the way down."""
    if one is None or other is None:
        return one is other
    if not types.same_type(types.type_of(one), types.type_of(other)):
        return False
    if isinstance(one, NilPointer) or isinstance(other, NilPointer):
        return isinstance(one, NilPointer) and isinstance(other, NilPointer)
    if isinstance(one, Pointer) and isinstance(other, Pointer):
        return deep_equal(one.target, other.target)
    if isinstance(one, StructView) and isinstance(other, StructView):
        return one.value == other.value
    if isinstance(one, dict) and isinstance(other, dict):
        return _equal_maps(one, other)
    if isinstance(one, list) and isinstance(other, list):
        return _nil(one) == _nil(other) and len(one) == len(other) and all(map(deep_equal, one, other))
    return False if callable(one) else one == other


def _equal_maps(one: dict[object, object], other: dict[object, object]) -> bool:
    """Whether two maps have the same entries."""
    if _nil(one) != _nil(other) or len(one) != len(other):
        return False
    return all(key in other and deep_equal(value, other[key]) for key, value in one.items())


def _nil(value: object) -> bool:
    """Whether a map or list is nil rather than empty."""
    return isinstance(value, (TypedMap, TypedList)) and value.is_nil
