"""What generated code calls while a template runs: field access, argument checks, ranges and printing.

The short functions at the top are the hot path and know only the common case; everything else is settled by the
slower ones below them, which follow Go's `exec.go` case by case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from meshctl.gotemplate import types
from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.formatting import print_value
from meshctl.gotemplate.types import describe
from meshctl.gotemplate.views import MISSING, Pointer, StructView, TypedInt, TypedMap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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


# Field access: `get1(dot, "A")` is `.A`, and so on. A key that a plain map lacks ends the chain at once, since all that
# is below it is missing as well; whatever else subscription cannot do is walked again, step by step.


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
