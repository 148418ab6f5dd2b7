"""Python objects that stand for Go values which plain Python values cannot tell apart.

Every view answers `view[name]` as a template's `.name` does: a field, a method without arguments or a map entry.
That one protocol is what makes generated code fast, because a chain `.A.B.C` is `dot["A"]["B"]["C"]` for plain
dictionaries, typed maps and structs alike; anything unusual raises and is settled by `runtime.walk`.

Views never copy what they look at deeply. A struct reads a field when it is first asked for and remembers it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar, Final, Protocol

from meshctl.gotemplate.faults import Fault


class Type(Protocol):
    """What a view asks of the description of its Go type (`types.Type`)."""

    @property
    def name(self) -> str:
        """The type as `%T` prints it."""
        ...

    @property
    def kind(self) -> str:
        """The word of `reflect.Kind`."""
        ...


class Readable(Protocol):
    """A struct field (`types.Field`)."""

    @property
    def json(self) -> str | None:
        """Its key in the JSON object."""
        ...

    def read(self, value: object, /) -> object:
        """The field of the struct whose JSON value is `value`."""
        ...


class Invocable(Protocol):
    """A method (`types.Method`)."""

    def call_without_arguments(self, name: str, receiver: object, /) -> object:
        """The result of `.Name`."""
        ...


class StructType(Type, Protocol):
    """The description of a struct (`types.StructType`)."""

    @property
    def fields(self) -> Mapping[str, Readable]:
        """By Go name."""
        ...

    @property
    def methods(self) -> Mapping[str, Invocable]:
        """By Go name."""
        ...

    @property
    def stringer(self) -> Callable[[StructView], str] | None:
        """The text of `String()`, where it has one."""
        ...


class PointerType(Type, Protocol):
    """The description of a pointer (`types.PointerType`); `struct` is None for a pointer to anything else."""

    @property
    def struct(self) -> StructType | None:
        """The struct pointed at."""
        ...


class Missing:
    """The zero `reflect.Value`: what an absent map key yields, and every key below it."""

    __slots__ = ()

    def __getitem__(self, _name: str) -> Missing:
        return self

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "MISSING"

    def __reduce__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


class StructView(dict[str, object]):
    """A Go struct, or a non-nil pointer to one, over a JSON value.

    As a dictionary it holds the fields read so far, by Go name; `value` is the JSON value itself, unchanged.
    """

    __slots__ = ("go_type", "is_addressable", "struct", "value")

    def __init__(self, value: object, struct: StructType, go_type: Type | None = None) -> None:
        super().__init__()
        self.value = value
        self.struct = struct
        self.go_type: Type = struct if go_type is None else go_type
        self.is_addressable = go_type is not None

    def __missing__(self, name: str) -> object:
        struct = self.struct
        found = struct.fields.get(name)
        if found is not None:
            result = self[name] = found.read(self.value)
            if isinstance(result, StructView) and self.is_addressable:
                result.is_addressable = True
            return result
        method = struct.methods.get(name)
        if method is None:
            raise Fault(f"can't evaluate field {name} in type {self.go_type.name}")
        result = self[name] = method.call_without_arguments(name, self)
        return result

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StructView) or other.struct.name != self.struct.name:
            return False
        return self.value == other.value

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    def __repr__(self) -> str:
        return f"<{self.go_type.name} {self.value!r}>"

    @property
    def is_pointer(self) -> bool:
        """Whether this stands for `*T` rather than `T`."""
        return self.go_type is not self.struct


class TypedMap(dict[object, object]):
    """A Go map other than `map[string]any`: a missing key yields the element type's zero value to `index`."""

    __slots__ = ("go_type", "is_nil")

    def __init__(self, entries: Mapping[object, object], go_type: Type, *, is_nil: bool = False) -> None:
        super().__init__(entries)
        self.go_type = go_type
        self.is_nil = is_nil


class TypedList(list[object]):
    """A Go slice other than a non-nil `[]any`."""

    __slots__ = ("go_type", "is_nil")

    def __init__(self, items: Iterable[object], go_type: Type, *, is_nil: bool = False) -> None:
        super().__init__(items)
        self.go_type = go_type
        self.is_nil = is_nil


class Pointer:
    """A non-nil pointer to something other than a struct, such as `*bool`; true whatever it points at."""

    __slots__ = ("go_type", "target")

    def __init__(self, target: object, go_type: Type) -> None:
        self.target = target
        self.go_type = go_type

    def __getitem__(self, name: str) -> object:
        raise Fault(f"can't evaluate field {name} in type {self.go_type.name}")

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__


class NilPointer:
    """A nil pointer that knows its type; methods that allow a nil receiver can be called on it."""

    __slots__ = ("go_type",)

    def __init__(self, go_type: PointerType) -> None:
        self.go_type = go_type

    def __bool__(self) -> bool:
        return False

    def __getitem__(self, name: str) -> object:
        struct = self.go_type.struct
        method = None if struct is None else struct.methods.get(name)
        if method is not None:
            return method.call_without_arguments(name, self)
        if struct is not None and name not in struct.fields:
            raise Fault(f"can't evaluate field {name} in type {self.go_type.name}")
        raise Fault(f"nil pointer evaluating {self.go_type.name}.{name}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NilPointer) and other.go_type.name == self.go_type.name

    def __hash__(self) -> int:
        return hash(self.go_type.name)


class NamedString(str):
    """Base of Go types defined as `string`, e.g. `v1.Protocol`: not assignable to a `string` parameter."""

    __slots__ = ()
    go_type: ClassVar[Type]


class TypedInt(int):
    """Base of Go's integer types other than `int`."""

    __slots__ = ()
    go_type: ClassVar[Type]


class Int8(TypedInt):
    """Go's `int8`."""

    __slots__ = ()


class Int16(TypedInt):
    """Go's `int16`."""

    __slots__ = ()


class Int32(TypedInt):
    """Go's `int32`."""

    __slots__ = ()


class Int64(TypedInt):
    """Go's `int64`."""

    __slots__ = ()


class Uint(TypedInt):
    """Go's `uint`."""

    __slots__ = ()


class Uint8(TypedInt):
    """Go's `uint8`, which is also `byte`."""

    __slots__ = ()


class Uint16(TypedInt):
    """Go's `uint16`."""

    __slots__ = ()


class Uint32(TypedInt):
    """Go's `uint32`."""

    __slots__ = ()


class Uint64(TypedInt):
    """Go's `uint64`."""

    __slots__ = ()


class Stringer:
    """Mixed into values whose Go type has a `String` method; `%v` and printing use it."""

    __slots__ = ()

    go_type: Type

    def go_string(self) -> str:
        """The text of Go's `String()`."""
        raise NotImplementedError

    def __getitem__(self, name: str) -> object:
        if name == "String":
            return self.go_string()
        raise Fault(f"can't evaluate field {name} in type {self.go_type.name}")


class EnumInt(Int32, Stringer):
    """Base of protobuf enums: numbers that print their name."""

    __slots__ = ()
    names: ClassVar[Mapping[int, str]]

    def go_string(self) -> str:
        """The name of the value, or its digits where the enum has no name for it."""
        return self.names.get(int(self), str(int(self)))


GoCallable = Callable[..., object]
