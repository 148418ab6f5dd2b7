"""Go's `reflect.DeepEqual`: values are equal only if their types are."""

from __future__ import annotations

from meshctl.gotemplate import types
from meshctl.gotemplate.text import check_steps
from meshctl.gotemplate.views import NilPointer, Pointer, StructView, TypedList, TypedMap


def deep_equal(one: object, other: object) -> bool:
    """Whether two values are of one type and equal all the way down."""
    return _Comparison().equal(one, other)


class _Comparison:
    """One comparison, which counts its steps: shared parts are compared once for each use."""

    def __init__(self) -> None:
        self.steps = 0

    def equal(self, one: object, other: object) -> bool:
        """Whether two values are equal."""
        self.steps += 1
        check_steps(self.steps, "comparing")
        if one is None or other is None:
            return one is other
        if not types.same_type(types.type_of(one), types.type_of(other)):
            return False
        match one, other:
            case (NilPointer(), _) | (_, NilPointer()):
                return isinstance(one, NilPointer) and isinstance(other, NilPointer)
            case Pointer(), Pointer():
                return self.equal(one.target, other.target)
            case StructView(), StructView():
                return bool(one.value == other.value)
            case dict(), dict():
                return self.equal_maps(one, other)
            case list(), list():
                same_size = _nil(one) == _nil(other) and len(one) == len(other)
                return same_size and all(map(self.equal, one, other))
        return types.kind_of(one) != "func" and one == other

    def equal_maps(self, one: dict[object, object], other: dict[object, object]) -> bool:
        """Whether two maps have the same entries."""
        if _nil(one) != _nil(other) or len(one) != len(other):
            return False
        return all(key in other and self.equal(value, other[key]) for key, value in one.items())


def _nil(value: object) -> bool:
    """Whether a map or list is nil rather than empty."""
    return isinstance(value, (TypedMap, TypedList)) and value.is_nil
