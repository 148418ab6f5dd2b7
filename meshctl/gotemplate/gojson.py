"""JSON as Go's encoding/json reads and writes it."""

from __future__ import annotations

import math
import re
from typing import Final

from meshctl.gotemplate import types
from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.formatting.numbers import float_text
from meshctl.gotemplate.text import check_steps
from meshctl.gotemplate.views import NilPointer, Pointer, Stringer, StructView, TypedList, TypedMap

_HTML: Final = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_SEPARATORS: Final = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029"})


class NotJson(Fault):
    """A value that JSON cannot hold: infinity, not-a-number, a function."""


def encode(value: object, *, indent: str = "", escape_html: bool = True) -> str:
    """The JSON text of a value, keys sorted; `<`, `>` and `&` escaped unless told otherwise."""
    return _Encoder(indent, escape_html).encode(value, "\n")


class _Encoder:
    """One encoding, which counts what it writes: shared parts are written once for each use."""

    def __init__(self, indent: str, escape_html: bool) -> None:
        self.indent = indent
        self.escape_html = escape_html
        self.written = 0

    def encode(self, value: object, line: str) -> str:
        """One value; `line` is the line end with the indentation of where it stands."""
        if isinstance(value, Pointer):
            value = value.target
        if (
            value is None
            or isinstance(value, NilPointer)
            or (isinstance(value, (TypedMap, TypedList)) and value.is_nil)
        ):
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            return self.string(value)
        if isinstance(value, int):
            return str(int(value))
        if isinstance(value, float):
            return _float(value)
        return self.composite(value, line)

    def composite(self, value: object, line: str) -> str:
        """A map, list or struct."""
        if isinstance(value, StructView):
            return self.struct(value, line)
        if isinstance(value, dict):
            return self.wrapped("{}", [self.member(key, value[key], line) for key in sorted(value)], line)
        if isinstance(value, list):
            return self.wrapped("[]", [self.encode(item, line + self.indent) for item in value], line)
        if isinstance(value, Stringer):
            return self.string(value.go_string())
        raise NotJson(f"json: unsupported type: {types.describe(value)}")

    def struct(self, value: StructView, line: str) -> str:
        """A struct: the fields its JSON value has, in Go's order; a struct over a text or number is that."""
        if not isinstance(value.value, dict):
            return self.encode(value.value, line)
        names = [field.json for field in value.struct.fields.values()]
        present = [name for name in names if name is not None and name in value.value]
        return self.wrapped("{}", [self.member(name, value.value[name], line) for name in present], line)

    def member(self, key: object, value: object, line: str) -> str:
        """A key with its value."""
        return f"{self.string(str(key))}:{' ' if self.indent else ''}{self.encode(value, line + self.indent)}"

    def wrapped(self, brackets: str, parts: list[str], line: str) -> str:
        """Parts between brackets, each on its line where indented."""
        self.written += len(parts)
        check_steps(self.written, "JSON of")
        if not parts:
            return brackets
        if not self.indent:
            return f"{brackets[0]}{','.join(parts)}{brackets[1]}"
        inner = line + self.indent
        return f"{brackets[0]}{inner}{f',{inner}'.join(parts)}{line}{brackets[1]}"

    def string(self, text: str) -> str:
        """A string literal; bytes that are no UTF-8 become the escape of U+FFFD."""
        import json

        literal = json.dumps(text, ensure_ascii=False).translate(_SEPARATORS)
        if not text.isascii():
            literal = _SURROGATES.sub(r"\\ufffd", literal)
        return literal.translate(_HTML) if self.escape_html else literal


def _float(value: float) -> str:
    """A float: positional between 1e-6 and 1e21, else with an exponent of no leading zero."""
    if not math.isfinite(value):
        raise NotJson(f"json: unsupported value: {float_text(value, 'g', None)}")
    if value == 0 or 1e-6 <= abs(value) < 1e21:
        return float_text(value, "f", None)
    text = float_text(value, "e", None)
    return f"{text[:-2]}{text[-1]}" if text[-4:-1] == "e-0" else text


def decode(text: str) -> object:
    """The value of a JSON text, every number a float64; Fault where it is not JSON."""
    import json

    text = text.encode("utf-8", "replace").decode()
    try:
        value = json.loads(text, parse_int=_number, parse_float=_number, parse_constant=_constant)
        return _without_surrogates(value) if "\\ud" in text.lower() else value
    except (ValueError, RecursionError) as fault:
        raise Fault(f"invalid JSON: {fault}") from None


def _without_surrogates(value: object) -> object:
    """The value with halves of surrogate pairs replaced, as Go reads them."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    return [_without_surrogates(item) for item in value] if isinstance(value, list) else value


def _number(text: str) -> float:
    """A number; Fault where float64 cannot hold it."""
    value = float(text)
    if math.isinf(value):
        raise ValueError(f"cannot unmarshal number {text} into Go value of type float64")
    return value


def _constant(text: str) -> float:
    """Refuse the constants that Python's JSON has over JSON's."""
    raise ValueError(f"invalid character in literal {text}")
