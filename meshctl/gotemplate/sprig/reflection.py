"""Sprig's questions about types."""

from __future__ import annotations

from typing import Final

from meshctl.gotemplate import types
from meshctl.gotemplate.equality import deep_equal
from meshctl.gotemplate.functions import function


def type_of(value: object) -> str:
    """The type as `%T` prints it."""
    return "<nil>" if value is None else types.describe(value)


def kind_of(value: object) -> str:
    """The kind of the type: `string`, `map`, `slice`, `ptr`; `invalid` of nil."""
    return types.kind_of(value)


def _type_is(wanted: str, value: object) -> bool:
    return wanted == type_of(value)


def _type_is_like(wanted: str, value: object) -> bool:
    return type_of(value) in {wanted, f"*{wanted}"}


def _kind_is(wanted: str, value: object) -> bool:
    return wanted == kind_of(value)


FUNCTIONS: Final = {
    "deepEqual": function("any, any -> bool", deep_equal),
    "kindIs": function("string, any -> bool", _kind_is),
    "kindOf": function("any -> string", kind_of),
    "typeIs": function("string, any -> bool", _type_is),
    "typeIsLike": function("string, any -> bool", _type_is_like),
    "typeOf": function("any -> string", type_of),
}
