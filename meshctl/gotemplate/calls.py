"""Calls: arguments checked against parameter types, and methods, whose parameters show only when they are called.

Source: Go's text/template/exec.go (validateType, evalCall, evalField).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshctl.gotemplate import types
from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.types import Type, describe, same_type, type_of
from meshctl.gotemplate.views import MISSING, NilPointer, Pointer, StructView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def as_string(value: object) -> object:
    """A value passed for a `string` parameter."""
    return value if type(value) is str else argument(value, types.STRING)


def checker(parameter: Type) -> Callable[[object], object]:
    """The check of arguments for one parameter type; its `view` makes a constant of that type."""

    def check(value: object) -> object:
        try:
            if value.go_type is parameter:  # type: ignore[attr-defined]
                return value
        except AttributeError:
            pass
        return argument(value, parameter)

    check.view = parameter.view  # type: ignore[attr-defined]
    return check


def argument(value: object, parameter: Type) -> object:
    """Go's `validateType`: the value as the parameter takes it, or a Fault."""
    if parameter is types.ANY:
        return None if value is MISSING else value
    if value is MISSING:
        if can_be_nil(parameter):
            return parameter.view(None)
        raise Fault(f"invalid value; expected {parameter.name}")
    found = type_of(value)
    if same_type(found, parameter):
        return value
    if isinstance(found, types.PointerType) and same_type(found.elem, parameter):
        return dereferenced(value, parameter)
    if isinstance(parameter, types.PointerType) and isinstance(value, StructView) and value.struct is parameter.struct:
        return StructView(value.value, value.struct, parameter)
    shown = "interface {}" if found is None else found.name
    raise Fault(f"wrong type for value; expected {parameter.name}; got {shown}")


def dereferenced(value: object, parameter: Type) -> object:
    """What a pointer points at."""
    if isinstance(value, NilPointer):
        raise Fault(f"dereference of nil pointer of type {parameter.name}")
    if isinstance(value, StructView):
        return StructView(value.value, value.struct)
    return value.target if isinstance(value, Pointer) else value


def can_be_nil(parameter: Type) -> bool:
    """Whether nil may be passed for this parameter type."""
    return parameter is types.VALUE or parameter.kind in {"interface", "map", "slice", "ptr", "func"}


class Ideal(NamedTuple):
    """A number constant whose type the parameter it is passed to decides."""

    text: str
    integer: int | None
    unsigned: int | None
    floating: float | None
    natural: object


def invoke(receiver: object, name: str, *arguments: Callable[[], object]) -> object:
    """`receiver.name` called with arguments, which are evaluated only once the method is found."""
    described = type_of(receiver)
    if receiver is MISSING:
        return MISSING
    if receiver is None:
        raise Fault(f"nil pointer evaluating interface {{}}.{name}")
    if isinstance(described, types.PointerType) and described.struct is not None:
        described = described.struct
    if isinstance(described, types.StructType):
        method = described.methods.get(name)
        if method is not None:
            return call_method(method, name, receiver, arguments)
        if name in described.fields:
            raise Fault(f"{name} has arguments but cannot be invoked as function")
    if isinstance(receiver, dict):
        raise Fault(f"{name} is not a method but has arguments")
    raise Fault(f"can't evaluate field {name} in type {describe(receiver)}")


def call_method(method: types.Method, name: str, receiver: object, arguments: Sequence[Callable[[], object]]) -> object:
    """A method's result, its arguments checked against its signature."""
    signature = method.signature
    if signature is None:
        raise Fault(f"wrong number of args for {name}: want 0 got {len(arguments)}")
    fault = signature.arity_fault(name, len(arguments))
    if fault is not None:
        raise Fault(fault)
    checked = [ideal_argument(item(), signature.parameter(index)) for index, item in enumerate(arguments)]
    return method.invoke(name, receiver, *checked)


def ideal_argument(value: object, parameter: Type) -> object:
    """An argument as the parameter wants it; number constants take the parameter's type."""
    if not isinstance(value, Ideal):
        return argument(value, parameter)
    kind = parameter.kind
    if kind == "interface":
        return value.natural
    constant: object = None
    if kind.startswith("int"):
        constant = value.integer
    elif kind.startswith("uint"):
        constant = value.unsigned
    elif kind.startswith("float"):
        constant = value.floating
    if constant is None:
        raise Fault(f"expected {kind_word(kind)}; found {value.text}")
    return parameter.view(constant)


def kind_word(kind: str) -> str:
    """What Go calls a parameter's kind when a constant does not fit it."""
    if kind.startswith("uint"):
        return "unsigned integer"
    if kind.startswith("int"):
        return "integer"
    return "float" if kind.startswith("float") else kind
