"""What generated code calls while a template runs: field access, argument checks, ranges and printing.

The short functions at the top are the hot path and know only the common case; everything else is settled by the
slower ones below them, which follow Go's `exec.go` case by case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from meshctl.gotemplate import types
from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.formatting import print_value
from meshctl.gotemplate.types import Type, describe, same_type, type_of
from meshctl.gotemplate.views import MISSING, NilPointer, Pointer, StructView, TypedInt, TypedMap

# What subscription raises where it meets anything else than a map or struct.
_NOT_SUBSCRIPTABLE: Final = (TypeError, IndexError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on one rendering: characters of output, loop turns in all, templates within templates."""

    output: int = 16 * 1024 * 1024
    iterations: int = 200_000
    depth: int = 100


DEFAULT_LIMITS: Final = Limits()


class State:
    """What one rendering has used up."""

    __slots__ = ("depth", "limits", "turns")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.depth = limits.depth
        self.turns = 0

    def spend(self, turns: int) -> None:
        """Count loop turns; Fault beyond the limit."""
        self.turns += turns
        if self.turns > self.limits.iterations:
            raise Fault(f"loops run too long (limit {self.limits.iterations} turns in all)")


# Field access: `get1(dot, "A")` is `.A`, and so on. A key that a plain map lacks ends the chain at once, since everything
# below it is missing as well; whatever else subscription cannot do is walked again, step by step.


def get1(value: object, a: str) -> object:
    """`value.a`."""
    try:
        return value[a]  # type: ignore[index]
    except KeyError:
        return MISSING if type(value) is dict else walk(value, (a,))
    except _NOT_SUBSCRIPTABLE:
        return walk(value, (a,))


def get2(value: object, a: str, b: str) -> object:
    """`value.a.b`."""
    last = value
    try:
        last = value[a]  # type: ignore[index]
        return last[b]
    except KeyError:
        return MISSING if type(last) is dict else walk(value, (a, b))
    except _NOT_SUBSCRIPTABLE:
        return walk(value, (a, b))


def get3(value: object, a: str, b: str, c: str) -> object:
    """`value.a.b.c`."""
    last = value
    try:
        last = value[a][b]  # type: ignore[index]
        return last[c]
    except KeyError:
        return MISSING if type(last) is dict else walk(value, (a, b, c))
    except _NOT_SUBSCRIPTABLE:
        return walk(value, (a, b, c))


def get4(value: object, a: str, b: str, c: str, d: str) -> object:
    """`value.a.b.c.d`."""
    last = value
    try:
        last = value[a][b][c]  # type: ignore[index]
        return last[d]
    except KeyError:
        return MISSING if type(last) is dict else walk(value, (a, b, c, d))
    except _NOT_SUBSCRIPTABLE:
        return walk(value, (a, b, c, d))


def walk(value: object, names: Sequence[str]) -> object:
    """`value.a.b...` of any length and over anything."""
    for name in names:
        value = step(value, name)
    return value


def walk_zero(value: object, names: Sequence[str]) -> object:
    """As `walk`, under `missingkey=zero`: an absent key yields the element type's zero value."""
    for name in names:
        if isinstance(value, dict) and not isinstance(value, StructView) and name not in value:
            value = zero_element(value)
        else:
            value = step(value, name)
    return value


def walk_error(value: object, names: Sequence[str]) -> object:
    """As `walk`, under `missingkey=error`: an absent key is a fault."""
    for name in names:
        if value is MISSING:
            raise Fault(f'nil data; no entry for key "{name}"')
        if isinstance(value, dict) and not isinstance(value, StructView) and name not in value:
            raise Fault(f'map has no entry for key "{name}"')
        value = step(value, name)
    return value


def step(value: object, name: str) -> object:
    """`value.name`: an entry, a field or a method without arguments."""
    if value is None:
        raise Fault(f"nil pointer evaluating interface {{}}.{name}")
    if isinstance(value, dict):
        try:
            return value[name]
        except KeyError:
            return absent_key(value, name)
    if hasattr(value, "__getitem__") and not isinstance(value, (list, str)):
        return value[name]
    raise Fault(f"can't evaluate field {name} in type {describe(value)}")


def absent_key(value: dict[str, object], name: str) -> object:
    """What a map without the key yields."""
    if isinstance(value, TypedMap) and isinstance(value.go_type, types.MapType) and value.go_type.key.name != "string":
        raise Fault(f"can't evaluate field {name} in type {value.go_type.name}")
    return MISSING


def zero_element(value: dict[str, object]) -> object:
    """The zero value of a map's element type."""
    if isinstance(value, TypedMap) and isinstance(value.go_type, types.MapType):
        return value.go_type.elem.view(None)
    return None


# Calls of methods with arguments.


class Ideal(NamedTuple):
    """A number constant whose type the parameter it is passed to decides."""

    text: str
    integer: int | None
    unsigned: int | None
    floating: float | None
    natural: object


def invoke(receiver: object, name: str, evaluate: Callable[[], Sequence[object]]) -> object:
    """`receiver.name` called with the arguments that `evaluate` makes."""
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
            return call_method(method, name, receiver, evaluate)
        if name in described.fields:
            raise Fault(f"{name} has arguments but cannot be invoked as function")
    if isinstance(receiver, dict):
        raise Fault(f"{name} is not a method but has arguments")
    raise Fault(f"can't evaluate field {name} in type {describe(receiver)}")


def call_method(
    method: types.Method, name: str, receiver: object, evaluate: Callable[[], Sequence[object]]
) -> object:
    """A method's result, its arguments checked against its signature."""
    signature = method.signature
    arguments = evaluate()
    if signature is None:
        raise Fault(f"wrong number of args for {name}: want 0 got {len(arguments)}")
    fault = signature.arity_fault(name, len(arguments))
    if fault is not None:
        raise Fault(fault)
    checked = [ideal_argument(item, signature.parameter(index)) for index, item in enumerate(arguments)]
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


# Arguments.


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


# Ranges.


class Counted:
    """A long range, whose turns are counted as they happen so that `break` may leave it early."""

    __slots__ = ("items", "state")

    def __init__(self, items: Iterable[object], state: State) -> None:
        self.items = items
        self.state = state

    def __iter__(self) -> Iterator[object]:
        for item in self.items:
            self.state.spend(1)
            yield item


def counted(items: Sequence[object], state: State) -> Iterable[object]:
    """`items`, their turns counted: at once where they are few."""
    if len(items) > 1000:
        return Counted(items, state)
    state.spend(len(items))
    return items


def elements(value: object, state: State) -> Iterable[object]:
    """The elements that `range` visits: of a list, of a map by sorted key, or the numbers below an integer."""
    if isinstance(value, list):
        return counted(value, state)
    if isinstance(value, dict) and not isinstance(value, StructView):
        return counted([value[key] for key in sorted(value)], state)
    return other_elements(value, state)


def other_elements(value: object, state: State) -> Iterable[object]:
    """`elements` of the rarer kinds."""
    if value is None or value is MISSING:
        return ()
    if isinstance(value, Pointer):
        return elements(value.target, state)
    if isinstance(value, int) and not isinstance(value, bool):
        turns = range(min(max(value, 0), state.limits.iterations + 1))
        if isinstance(value, TypedInt):
            return counted([type(value)(turn) for turn in turns], state)
        return counted(turns, state)
    shown = types.describe(value) if types.kind_of(value) in {"func", "ptr"} else print_value(value)
    raise Fault(f"range can't iterate over {shown}")


def pairs(value: object, state: State) -> Iterable[tuple[object, object]]:
    """Index or key with each element, for `range $i, $x :=`."""
    if isinstance(value, list):
        return counted(list(enumerate(value)), state)  # type: ignore[return-value]
    if isinstance(value, dict) and not isinstance(value, StructView):
        return counted([(key, value[key]) for key in sorted(value)], state)  # type: ignore[return-value]
    if isinstance(value, Pointer):
        return pairs(value.target, state)
    if isinstance(value, int) and not isinstance(value, bool):
        raise Fault(f"can't use {value} to iterate over more than one variable")
    return other_elements(value, state)  # type: ignore[return-value]


def show(value: object) -> str:
    """What `{{value}}` prints."""
    if type(value) is str:
        return value
    if type(value) is bool:
        return "true" if value else "false"
    return "<no value>" if value is None or value is MISSING else print_value(value)
