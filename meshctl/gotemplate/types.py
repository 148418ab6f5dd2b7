"""Descriptions of Go types: how a JSON value is seen as one, and what may be passed where.

A description names the type as Go prints it (`%T`), its kind, and turns a JSON value into the Python object that
stands for the Go value (`view`). Two descriptions with the same name are the same type, as in Go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Protocol

from meshctl.gotemplate import views
from meshctl.gotemplate.faults import Fault

NO_METHODS: Final[Mapping[str, Method]] = {}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Type:
    """Any Go type. `kind` is the word of `reflect.Kind`; `plain` types need no view around a JSON value."""

    name: str
    kind: str
    plain: bool = True

    def view(self, value: object) -> object:
        """The object that stands for `value` seen as this type; None is the zero value."""
        return value

    def __reduce__(self) -> str:  # pragma: no cover - descriptions are not copied
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScalarType(Type):
    """A boolean, number or string; `python` is the class whose instances stand for it."""

    python: Callable[[object], object]
    zero: object

    def view(self, value: object) -> object:
        """The number or text itself, in the class of this type; 64-bit integers may come as text."""
        if value is None:
            return self.zero
        return value if type(value) is self.python else self.python(value)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EnumType(ScalarType):
    """A protobuf enum: the JSON value is a name or a number."""

    numbers: Mapping[str, int]

    def view(self, value: object) -> object:
        """The number that prints its name; an unknown name counts as the first one."""
        if isinstance(value, str):
            value = self.numbers.get(value, 0)
        return self.zero if value is None else self.python(value)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MapType(Type):
    """`map[key]elem`."""

    key: Type
    elem: Type

    def view(self, value: object) -> object:
        """The entries under this type; None is the nil map."""
        if value is None:
            return views.TypedMap({}, self, is_nil=True)
        if not isinstance(value, Mapping):
            raise Fault(f"a {self.name} was expected, found {describe(value)}")
        if self.elem.plain:
            return views.TypedMap(value, self)
        return views.TypedMap({key: self.elem.view(item) for key, item in value.items()}, self)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SliceType(Type):
    """`[]elem`."""

    elem: Type

    def view(self, value: object) -> object:
        """The items under this type; None is the nil slice."""
        if value is None:
            return views.TypedList((), self, is_nil=True)
        if not isinstance(value, list):
            raise Fault(f"a {self.name} was expected, found {describe(value)}")
        if self.elem.plain:
            return views.TypedList(value, self)
        see = self.elem.view
        items = [see(item) for item in value]
        for item in items:
            if isinstance(item, views.StructView):
                item.is_addressable = True
        return views.TypedList(items, self)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """A struct field: where its value stands in the JSON object, and its type.

    `json` None means that the struct's JSON value is itself the field (wrapper messages, `metav1.Time`) or, together
    with `compute`, that the field is worked out from the struct's JSON value.
    """

    json: str | None
    type: Type
    compute: Callable[[object], object] | None = None

    def read(self, value: object) -> object:
        """The field of the struct whose JSON value is `value`, seen as its type."""
        if self.compute is not None:
            return self.type.view(self.compute(value))
        if self.json is None:
            return self.type.view(value)
        return self.type.view(value.get(self.json) if isinstance(value, (dict, Mapping)) else None)


@dataclass(frozen=True, slots=True)
class Signature:
    """Parameter and result types; `variadic` is the element type of a last `...T` parameter."""

    text: str
    parameters: tuple[Type, ...]
    variadic: Type | None
    result: Type

    @property
    def required(self) -> int:
        """How many arguments a call needs at least."""
        return len(self.parameters)

    def parameter(self, index: int) -> Type:
        """The type of the argument at `index`, which the arity check has let pass."""
        if index < len(self.parameters):
            return self.parameters[index]
        if self.variadic is None:
            raise IndexError(index)
        return self.variadic

    def arity_fault(self, name: str, count: int) -> str | None:
        """Go's message if `count` arguments do not fit, else None."""
        required = len(self.parameters)
        if self.variadic is not None:
            return (
                None if count >= required else f"wrong number of args for {name}: want at least {required} got {count}"
            )
        return None if count == required else f"wrong number of args for {name}: want {required} got {count}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Method:
    """A method that templates may call; `call` gets the receiver's view, then the arguments of `signature`.

    A nil pointer receiver is passed as `NilPointer` where `nil_safe`, and is an error otherwise. A method that
    `needs_pointer` is one of `*T` alone: a struct held by value has it only where Go could take its address.
    """

    call: Callable[..., object]
    signature: Signature | None = None
    nil_safe: bool = False
    needs_pointer: bool = False

    def call_without_arguments(self, name: str, receiver: object) -> object:
        """The result of `.Name`, written without arguments."""
        if self.signature is not None and self.signature.required:
            raise Fault(f"wrong number of args for {name}: want {self.signature.required} got 0")
        return self.invoke(name, receiver)

    def invoke(self, name: str, receiver: object, *arguments: object) -> object:
        """The result of a call whose arguments are checked; Fault where the receiver does not do."""
        if self.needs_pointer and isinstance(receiver, views.StructView) and not receiver.is_addressable:
            raise Fault(f"can't evaluate field {name} in type {receiver.go_type.name}")
        if not self.nil_safe and isinstance(receiver, views.NilPointer):
            raise Fault(f"error calling {name}: nil pointer of type {receiver.go_type.name}")
        try:
            return self.call(receiver, *arguments)
        except Fault as fault:
            raise Fault(f"error calling {name}: {fault.message}", remedy=fault.remedy) from fault


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StructType(Type):
    """A struct: fields in Go's order by Go name, methods, and the text of `String()` where it has one."""

    fields: Mapping[str, Field]
    methods: Mapping[str, Method] = field(default_factory=lambda: NO_METHODS)
    stringer: Callable[[views.StructView], str] | None = None

    def view(self, value: object) -> object:
        """A lazy view of the JSON value; None is the zero struct."""
        return views.StructView({} if value is None else value, self)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PointerType(Type):
    """`*elem`; `struct` is `elem` where that is a struct."""

    elem: Type
    struct: StructType | None = None

    def view(self, value: object) -> object:
        """A pointer to the value; None is the nil pointer."""
        if value is None:
            return views.NilPointer(self)
        if self.struct is not None:
            return views.StructView(value, self.struct, self)
        return views.Pointer(self.elem.view(value), self)


class HasGoType(Protocol):
    """A value that knows its Go type."""

    go_type: Type


def _scalar(name: str, python: type[object], zero: object, kind: str | None = None) -> ScalarType:
    described = ScalarType(name=name, kind=kind or name, python=python, zero=zero, plain=python in {str, bool})
    if issubclass(python, (views.TypedInt, views.NamedString)):
        python.go_type = described
    return described


STRING: Final = _scalar("string", str, "")
BOOL: Final = _scalar("bool", bool, False)
INT: Final = _scalar("int", int, 0)
FLOAT64: Final = _scalar("float64", float, 0.0)
COMPLEX128: Final = _scalar("complex128", complex, 0j)
INT8: Final = _scalar("int8", views.Int8, views.Int8())
INT16: Final = _scalar("int16", views.Int16, views.Int16())
INT32: Final = _scalar("int32", views.Int32, views.Int32())
INT64: Final = _scalar("int64", views.Int64, views.Int64())
UINT: Final = _scalar("uint", views.Uint, views.Uint())
UINT8: Final = _scalar("uint8", views.Uint8, views.Uint8())
UINT16: Final = _scalar("uint16", views.Uint16, views.Uint16())
UINT32: Final = _scalar("uint32", views.Uint32, views.Uint32())
UINT64: Final = _scalar("uint64", views.Uint64, views.Uint64())
ANY: Final = Type(name="interface {}", kind="interface")
# `reflect.Value` parameters of the built-in functions: they see the missing value and nil apart.
VALUE: Final = Type(name="reflect.Value", kind="struct")
FUNC: Final = Type(name="func", kind="func")


# The same description for the same element, so that most checks are done by identity.
@cache
def map_of(elem: Type, key: Type = STRING) -> MapType:
    """`map[key]elem`."""
    return MapType(name=f"map[{key.name}]{elem.name}", kind="map", key=key, elem=elem, plain=False)


@cache
def slice_of(elem: Type) -> SliceType:
    """`[]elem`."""
    return SliceType(name=f"[]{elem.name}", kind="slice", elem=elem, plain=False)


@cache
def pointer_to(elem: Type) -> PointerType:
    """`*elem`."""
    struct = elem if isinstance(elem, StructType) else None
    return PointerType(name=f"*{elem.name}", kind="ptr", elem=elem, struct=struct, plain=False)


def struct_type(
    name: str,
    fields: Mapping[str, Field],
    methods: Mapping[str, Method] | None = None,
    stringer: Callable[[views.StructView], str] | None = None,
) -> StructType:
    """A struct called `name` (with its package, as `%T` prints it)."""
    return StructType(
        name=name, kind="struct", plain=False, fields=fields, methods=methods or NO_METHODS, stringer=stringer
    )


def named_string(name: str) -> ScalarType:
    """A Go type defined as `string`."""
    python: type[views.NamedString] = type(name, (views.NamedString,), {"__slots__": ()})
    described = ScalarType(name=name, kind="string", python=python, zero=python(""), plain=False)
    python.go_type = described
    return described


def named_int(name: str, base: type[views.TypedInt], namespace: Mapping[str, object] | None = None) -> ScalarType:
    """A Go type defined as one of the sized integers; `namespace` may give it methods such as `go_string`."""
    bases = (base, views.Stringer) if namespace and "go_string" in namespace else (base,)
    python: type[views.TypedInt] = type(name, bases, {"__slots__": (), **(namespace or {})})
    described = ScalarType(name=name, kind=base.go_type.kind, python=python, zero=python(0), plain=False)
    python.go_type = described
    return described


def enum_type(name: str, numbers: Mapping[str, int]) -> EnumType:
    """A protobuf enum; the first name of a number is the one printed."""
    names: dict[int, str] = {}
    for text, number in numbers.items():
        names.setdefault(number, text)
    python: type[views.EnumInt] = type(name, (views.EnumInt,), {"__slots__": (), "names": names})
    described = EnumType(name=name, kind="int32", python=python, zero=python(0), plain=False, numbers=numbers)
    python.go_type = described
    return described


MAP_ANY: Final = map_of(ANY)
SLICE_ANY: Final = slice_of(ANY)
MAP_STRING: Final = map_of(STRING)
SLICE_STRING: Final = slice_of(STRING)
NIL_SLICE: Final = views.TypedList((), SLICE_ANY, is_nil=True)
NIL_MAP: Final = views.TypedMap({}, MAP_ANY, is_nil=True)

_EXACT: Final[Mapping[type, Type]] = {
    str: STRING, bool: BOOL, int: INT, float: FLOAT64, complex: COMPLEX128, dict: MAP_ANY, list: SLICE_ANY,
}  # fmt: skip


def type_of(value: object) -> Type | None:
    """The dynamic Go type of `value`; None for nil and for the missing value."""
    found = _EXACT.get(type(value))
    if found is not None:
        return found
    described = getattr(value, "go_type", None)
    if isinstance(described, Type):
        return described
    return _type_of_subclass(value)


def _type_of_subclass(value: object) -> Type | None:
    """The Go type of a value whose class derives from a plain one, or of a function."""
    for python in (dict, list, str, bool, int, float):
        if isinstance(value, python):
            return _EXACT[python]
    return FUNC if callable(value) else None


def describe(value: object) -> str:
    """The Go type's name, for messages."""
    found = type_of(value)
    return "nil" if found is None else found.name


def kind_of(value: object) -> str:
    """The word of `reflect.Kind`; `invalid` for nil."""
    found = type_of(value)
    return "invalid" if found is None else found.kind


def is_comparable(described: Type | None) -> bool:
    """Whether Go can compare two values of a type with `==`."""
    if isinstance(described, StructType):
        return all(is_comparable(found.type) for found in described.fields.values())
    return described is None or described.kind not in {"map", "slice", "func"}


def same_type(one: Type | None, other: Type | None) -> bool:
    """Whether two descriptions mean one Go type."""
    return one is other or (one is not None and other is not None and one.name == other.name)
