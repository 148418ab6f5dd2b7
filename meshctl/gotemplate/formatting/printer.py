"""Any value under any verb, as `fmt` walks it by reflection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from meshctl.gotemplate import types
from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.formatting.flags import PLAIN, Flags, pad
from meshctl.gotemplate.formatting.numbers import format_complex, format_float, format_integer, format_unicode
from meshctl.gotemplate.formatting.strings import format_character, format_quoted_character, format_string
from meshctl.gotemplate.text import bounded, check_steps
from meshctl.gotemplate.views import MISSING, NilPointer, Pointer, Stringer, StructView, TypedList, TypedMap

_INTEGER_BASES: Final = {"d": 10, "b": 2, "o": 8, "O": 8, "x": 16, "X": 16}
_FLOAT_PRECISION: Final = {
    "v": None,
    "b": None,
    "g": None,
    "G": None,
    "x": None,
    "X": None,
    "f": 6,
    "F": 6,
    "e": 6,
    "E": 6,
}
_TEXTUAL: Final = frozenset("vsxXq")
# What a value's address would be, were there one: Go prints a different one at each run.
_ADDRESS: Final = 0xC000000000
_FIRST_SCIENTIFIC: Final = 1e6


def print_value(value: object) -> str:
    """What a template prints for a value: `%v`, pointers followed first."""
    if types.kind_of(value) == "func":
        raise Fault(f"can't print a value of type {types.describe(value)}")
    return format_value(followed(value))


def format_value(value: object) -> str:
    """`fmt.Sprint` of one value: `%v`, nil as `<nil>`."""
    if type(value) is str:
        return value
    if type(value) is int:
        return str(value)
    if type(value) is bool:
        return "true" if value else "false"
    if isinstance(value, Stringer):
        return value.go_string()
    if type(value) is float and value.is_integer() and 0 < abs(value) < _FIRST_SCIENTIFIC:
        return str(int(value))
    return Printer("v", PLAIN).argument(value)


def followed(value: object) -> object:
    """What a pointer points at, as printing in a template sees it; other values themselves."""
    if isinstance(value, Pointer):
        return value.target
    if isinstance(value, StructView) and value.is_pointer and value.struct.stringer is None:
        return StructView(value.value, value.struct)
    return value


def sprint(*values: object) -> str:
    """`fmt.Sprint`: a space between two values where neither is a string."""
    pieces: list[str] = []
    after_text = True
    for value in values:
        is_text = isinstance(value, str)
        if pieces and not is_text and not after_text:
            pieces.append(" ")
        pieces.append(format_value(value))
        after_text = is_text
    return bounded("".join(pieces))


def sprintln(*values: object) -> str:
    """`fmt.Sprintln`: spaces between all values, and a line end."""
    return bounded(" ".join(map(format_value, values)) + "\n")


@dataclass(slots=True)
class Printer:
    """One verb with its flags, for one argument; `met` counts the parts of nested values."""

    verb: str
    flags: Flags
    met: int = 0

    def argument(self, value: object) -> str:
        """A value passed to a print function."""
        if value is None or value is MISSING:
            return pad("<nil>", self.flags) if self.verb in "Tv" else self.bad_verb(value)
        if self.verb == "T":
            return pad(types.describe(value), self.flags)
        if self.verb == "p":
            return self.pointer(value)
        return self.value(value, 0)

    def bad_verb(self, value: object) -> str:
        """`%!d(string=hi)`."""
        if value is None or value is MISSING:
            return f"%!{self.verb}(<nil>)"
        plain = Printer("v", self.flags)
        return f"%!{self.verb}({types.describe(value)}={plain.value(value, 0, methods=False)})"

    def value(self, value: object, depth: int, *, methods: bool = True) -> str:
        """A value at some depth inside the one passed."""
        text = self.by_method(value) if methods else None
        if text is not None:
            return text
        match value:
            case bool():
                return pad("true" if value else "false", self.flags) if self.verb in "tv" else self.bad_verb(value)
            case str():
                text = format_string(value, self.verb, self.flags)
                return self.bad_verb(value) if text is None else text
            case int():
                return self.integer(value)
            case float():
                return self.floating(value)
            case complex():
                return self.complex(value)
            case None:
                return "interface {}(nil)" if self.flags.sharp_v else "<nil>"
            case _:
                return self.composite(value, depth)

    def by_method(self, value: object) -> str | None:
        """What the value's `String` method makes of it, where it has one and the verb asks for text."""
        if self.verb not in _TEXTUAL or self.flags.sharp_v:
            return None
        if isinstance(value, Stringer):
            return format_string(value.go_string(), self.verb, self.flags)
        if isinstance(value, StructView) and value.struct.stringer is not None:
            return format_string(value.struct.stringer(value), self.verb, self.flags)
        return None

    def integer(self, value: int) -> str:
        """An integer of any Go type."""
        verb, flags = self.verb, self.flags
        if verb == "v":
            if flags.sharp_v and types.kind_of(value).startswith("uint"):
                return format_integer(value, 16, Flags(sharp=True))
            return format_integer(value, 10, flags)
        if verb in _INTEGER_BASES:
            return format_integer(value, _INTEGER_BASES[verb], flags, verb)
        if verb == "c":
            return format_character(value, flags)
        if verb == "q":
            return format_quoted_character(value, flags)
        return format_unicode(value, flags) if verb == "U" else self.bad_verb(value)

    def floating(self, value: float) -> str:
        """A float."""
        if self.verb not in _FLOAT_PRECISION:
            return self.bad_verb(value)
        return format_float(value, self.float_verb(), _FLOAT_PRECISION[self.verb], self.flags)

    def float_verb(self) -> str:
        """The strconv format that the verb stands for."""
        return {"v": "g", "F": "f"}.get(self.verb, self.verb)

    def complex(self, value: complex) -> str:
        """A complex number."""
        if self.verb not in _FLOAT_PRECISION:
            return self.bad_verb(value)
        return format_complex(value, self.float_verb(), self.flags)

    def composite(self, value: object, depth: int) -> str:
        """A map, list, struct, pointer or function."""
        self.met += 1
        check_steps(self.met, "printing")
        if isinstance(value, StructView):
            return self.pointed_struct(value, depth) if value.is_pointer else self.struct(value, depth)
        if isinstance(value, dict):
            return bounded(self.map(value, depth))
        if isinstance(value, list):
            return bounded(self.list(value, depth))
        if isinstance(value, Pointer) and depth == 0 and isinstance(value.target, (dict, list)):
            return "&" + self.value(value.target, depth + 1)
        return self.pointer(value)

    def pointed_struct(self, value: StructView, depth: int) -> str:
        """A pointer to a struct: `&{...}` at the top, an address below."""
        if depth > 0:
            return self.pointer(value)
        return "&" + self.struct(StructView(value.value, value.struct), depth + 1)

    def struct(self, value: StructView, depth: int) -> str:
        """`{1 2}`, with names under `%+v`."""
        flags = self.flags
        named = flags.sharp_v or flags.plus_v
        parts = [(f"{name}:" if named else "") + self.value(value[name], depth + 1) for name in value.struct.fields]
        head = value.struct.name if flags.sharp_v else ""
        return f"{head}{{{(', ' if flags.sharp_v else ' ').join(parts)}}}"

    def map(self, value: dict[object, object], depth: int) -> str:
        """`map[a:1 b:2]`, keys sorted."""
        parts = [f"{self.value(key, depth + 1)}:{self.value(value[key], depth + 1)}" for key in sorted(value)]  # type: ignore[type-var]
        if not self.flags.sharp_v:
            return f"map[{' '.join(parts)}]"
        if isinstance(value, TypedMap) and value.is_nil:
            return f"{types.describe(value)}(nil)"
        return f"{types.describe(value)}{{{', '.join(parts)}}}"

    def list(self, value: list[object], depth: int) -> str:
        """`[1 2]`."""
        if isinstance(value, TypedList) and self.verb in "sqxX" and value.go_type.name == "[]uint8":
            raw = bytes(int(item) for item in value if isinstance(item, int))
            return format_string(raw.decode("utf-8", "surrogateescape"), self.verb, self.flags) or ""
        parts = [self.value(item, depth + 1) for item in value]
        if not self.flags.sharp_v:
            return f"[{' '.join(parts)}]"
        if isinstance(value, TypedList) and value.is_nil:
            return f"{types.describe(value)}(nil)"
        return f"{types.describe(value)}{{{', '.join(parts)}}}"

    def pointer(self, value: object) -> str:
        """A pointer's address; ours stand at a made-up one."""
        address = 0 if isinstance(value, NilPointer) else _ADDRESS
        if types.kind_of(value) not in {"ptr", "func", "map", "slice"}:
            return self.bad_verb(value)
        if self.verb == "v" and self.flags.sharp_v:
            return f"({types.describe(value)})({hex(address) if address else 'nil'})"
        if self.verb == "v" and not address:
            return pad("<nil>", self.flags)
        if self.verb in {"v", "p"}:
            return format_integer(address, 16, Flags(sharp=not self.flags.sharp))
        if self.verb in _INTEGER_BASES and self.verb != "O":
            return format_integer(address, _INTEGER_BASES[self.verb], self.flags, self.verb)
        return self.bad_verb(value)
