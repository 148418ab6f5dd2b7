"""Functions that templates call, with the parameter types by which Go would check a call.

    FUNCTIONS = FunctionSet({"trunc": function("int, string -> string", trunc)})

A signature lists parameter types as Go spells them (`any`, `string`, `[]string`, `map[string]any`, `...any` last),
then the result. `value` is `reflect.Value`. Other type names are looked up in the `types` argument:

    function("meta, string, any -> string", annotation, types={"meta": OBJECT_META})

A function is called with checked positional arguments: nil arrives as None for `any`, as a nil view for maps, slices
and pointers, and is an error for scalars. It raises `Fault` for what Go would return as an error. Results are taken
as they are, except that `int64`, `[]string` and other types that plain Python values do not stand for are wrapped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from meshctl.gotemplate import types as gotypes
from meshctl.gotemplate.types import Signature

if TYPE_CHECKING:
    from meshctl.gotemplate.types import Type

_NAMED: Final[Mapping[str, Type]] = {
    "any": gotypes.ANY,
    "value": gotypes.VALUE,
    "string": gotypes.STRING,
    "bool": gotypes.BOOL,
    "int": gotypes.INT,
    "int8": gotypes.INT8,
    "int32": gotypes.INT32,
    "int64": gotypes.INT64,
    "uint32": gotypes.UINT32,
    "uint64": gotypes.UINT64,
    "float64": gotypes.FLOAT64,
    "[]any": gotypes.SLICE_ANY,
    "[]string": gotypes.SLICE_STRING,
    "map[string]any": gotypes.MAP_ANY,
    "map[string]string": gotypes.MAP_STRING,
}
_TAKEN_AS_THEY_ARE: Final = frozenset(
    {"interface {}", "reflect.Value", "string", "bool", "int", "float64", "map[string]interface {}", "[]interface {}"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A template function; `inline` ones are expanded in place by the compiler, `mutates` ones change maps."""

    call: Callable[..., object]
    signature: Signature
    inline: str | None = None
    mutates: bool = False
    go_type: Type = gotypes.FUNC


# Gives the functions of one group; called when the first of them is looked up.
Loader: TypeAlias = Callable[[], Mapping[str, Function]]


class FunctionSet(Mapping[str, Function]):
    """An immutable mapping of names to functions; `a | b` takes b's where both have a name.

    A group of functions may be named before it is imported: a template calls a dozen of two hundred.
    """

    __slots__ = ("_functions",)

    def __init__(
        self, functions: Mapping[str, Function], *, later: Mapping[str, Loader] = MappingProxyType({})
    ) -> None:
        self._functions: dict[str, Function | Loader] = {**functions, **later}

    def __getitem__(self, name: str) -> Function:
        found = self._functions[name]
        if not isinstance(found, Function):
            found = self._functions[name] = found()[name]
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._functions)

    def __len__(self) -> int:
        return len(self._functions)

    def __or__(self, other: Mapping[str, Function]) -> FunctionSet:
        joined = FunctionSet({})
        joined._functions = {**self._functions, **(other._functions if isinstance(other, FunctionSet) else other)}
        return joined


def parse_type(text: str, named: Mapping[str, Type] | None = None) -> Type:
    """The type spelled `text`; KeyError for a name that is not known."""
    text = text.strip()
    found = _NAMED.get(text) or (named or {}).get(text)
    if found is not None:
        return found
    if text.startswith("[]"):
        return gotypes.slice_of(parse_type(text[2:], named))
    if text.startswith("map[string]"):
        return gotypes.map_of(parse_type(text[len("map[string]") :], named))
    if text.startswith("*"):
        return gotypes.pointer_to(parse_type(text[1:], named))
    raise KeyError(text)


def parse_signature(text: str, named: Mapping[str, Type] | None = None) -> Signature:
    """A signature such as `string, ...any -> string`; the result is `any` where it is left out."""
    before, _, after = text.partition("->")
    parts = [part.strip() for part in before.split(",") if part.strip()]
    variadic = parse_type(parts.pop()[3:], named) if parts and parts[-1].startswith("...") else None
    parameters = tuple(parse_type(part, named) for part in parts)
    return Signature(text, parameters, variadic, parse_type(after, named) if after.strip() else gotypes.ANY)


def function(
    signature: str,
    call: Callable[..., object],
    *,
    types: Mapping[str, Type] | None = None,
    inline: str | None = None,
    mutates: bool = False,
) -> Function:
    """A template function of this signature; `mutates` if it changes a map it is given."""
    parsed = parse_signature(signature, types)
    wrapped = call if parsed.result.name in _TAKEN_AS_THEY_ARE else _wrapping(call, parsed.result)
    return Function(wrapped, parsed, inline, mutates)


def _wrapping(call: Callable[..., object], result: Type) -> Callable[..., object]:
    """`call` with its result seen as `result`, unless it is a view already."""

    def wrapped(*arguments: object) -> object:
        value = call(*arguments)
        return value if getattr(value, "go_type", None) is not None else result.view(value)

    return wrapped
