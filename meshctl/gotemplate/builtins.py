"""The functions every Go template has: `index len printf eq and ...`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from meshctl.gotemplate import calls, comparison, types
from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.formatting import followed, sprint, sprintf, sprintln
from meshctl.gotemplate.functions import Function, FunctionSet, function
from meshctl.gotemplate.quoting import is_printable
from meshctl.gotemplate.text import bounded, byte_length, from_bytes, to_bytes
from meshctl.gotemplate.views import MISSING, NilPointer, Pointer, StructView, TypedList, TypedMap, Uint8

if TYPE_CHECKING:
    from collections.abc import Callable


def index(item: object, *indexes: object) -> object:
    """`index x 1 "a"`: x[1]["a"]; a key that a map lacks yields the zero value of its elements."""
    if len(indexes) == 1 and type(indexes[0]) is str:
        if type(item) is dict:
            return item.get(indexes[0])
        if type(item) is TypedMap and indexes[0] in item:
            return item[indexes[0]]
    if item is None or item is MISSING:
        raise Fault("index of untyped nil")
    for key in indexes:
        item = _indexed(item, key)
    return item


def _indexed(item: object, key: object) -> object:
    """One step of `index`."""
    if isinstance(item, Pointer):
        item = item.target
    if item is None or isinstance(item, NilPointer):
        raise Fault("index of nil pointer")
    if isinstance(item, dict) and not isinstance(item, StructView):
        return _entry(item, key)
    if isinstance(item, list):
        return item[_offset(key, len(item))]
    if isinstance(item, str):
        raw = to_bytes(item)
        return Uint8(raw[_offset(key, len(raw))])
    raise Fault(f"can't index item of type {types.describe(item)}")


def _entry(item: dict[object, object], key: object) -> object:
    """A map's entry."""
    described = types.type_of(item)
    wanted = described.key if isinstance(described, types.MapType) else types.STRING
    found = types.type_of(key)
    if found is None:
        raise Fault(f"value is nil; should be of type {wanted.name}")
    if not types.same_type(found, wanted) and not (
        comparison.basic_kind(key) in {"int", "uint"} and _is_integer(wanted)
    ):
        raise Fault(f"value has type {found.name}; should be {wanted.name}")
    if key in item:
        return item[key]
    return (
        described.elem.view(None) if isinstance(described, types.MapType) and described.elem is not types.ANY else None
    )


def _is_integer(described: types.Type) -> bool:
    """Whether a type is one of Go's integers."""
    return described.kind.startswith(("int", "uint")) and described.kind != "interface"


def _offset(key: object, limit: int, *, inclusive: bool = False) -> int:
    """An index into a list or string of length `limit`."""
    if key is None or key is MISSING:
        raise Fault("cannot index slice/array with nil")
    if comparison.basic_kind(key) not in {"int", "uint"} or not isinstance(key, int):
        raise Fault(f"cannot index slice/array with type {types.describe(key)}")
    if key < 0 or key > limit:
        raise Fault(f"index out of range: {int(key)}")
    if key == limit and not inclusive:
        raise Fault("reflect: slice index out of range")
    return int(key)


def slice_(item: object, *indexes: object) -> object:
    """`slice x 1 2`: x[1:2], of a string in bytes."""
    if isinstance(item, Pointer):
        item = item.target
    if item is None or item is MISSING:
        raise Fault("slice of untyped nil")
    if isinstance(item, NilPointer):
        raise Fault("slice of nil pointer")
    if len(indexes) > 3:
        raise Fault(f"too many slice indexes: {len(indexes)}")
    if isinstance(item, str):
        if len(indexes) == 3:
            raise Fault("cannot 3-index slice a string")
        raw = to_bytes(item)
        start, end = _bounds(indexes, len(raw))
        return from_bytes(raw[start:end])
    if not isinstance(item, list):
        raise Fault(f"can't slice item of type {types.describe(item)}")
    start, end = _bounds(indexes, len(item))
    return TypedList(item[start:end], item.go_type) if isinstance(item, TypedList) else item[start:end]


def _bounds(indexes: tuple[object, ...], length: int) -> tuple[int, int]:
    """Start and end of a slice, whose capacity is taken to be its length."""
    found = [_offset(index, length, inclusive=True) for index in indexes]
    start = found[0] if found else 0
    end = found[1] if len(found) > 1 else length
    limit = found[2] if len(found) > 2 else length
    if start > end:
        raise Fault(f"invalid slice index: {start} > {end}")
    if end > limit:
        raise Fault(f"invalid slice index: {end} > {limit}")
    return start, end


def length(item: object) -> int:
    """`len`, of strings in bytes."""
    if isinstance(item, Pointer):
        item = item.target
    if isinstance(item, (dict, list)) and not isinstance(item, StructView):
        return len(item)
    if isinstance(item, str):
        return byte_length(item)
    if item is None or isinstance(item, NilPointer):
        raise Fault("len of nil pointer")
    raise Fault(f"len of type {types.describe(item)}")


def call(target: object, *arguments: object) -> object:
    """`call f x y`: a function that stands in the data."""
    if target is None or target is MISSING:
        raise Fault("call of nil")
    if not isinstance(target, Function):
        raise Fault(f"non-function of type {types.describe(target)}")
    fault = target.signature.arity_fault("function", len(arguments))
    if fault is not None:
        raise Fault(fault)
    return target.call(*(_prepared(item, target.signature.parameter(at), at) for at, item in enumerate(arguments)))


def _prepared(value: object, parameter: types.Type, position: int) -> object:
    """An argument for `call`, which unlike a plain call converts between integer types."""
    if value is None or value is MISSING:
        if not calls.can_be_nil(parameter):
            raise Fault(f"arg {position}: value is nil; should be of type {parameter.name}")
        return parameter.view(None)
    found = types.type_of(value)
    if parameter is types.ANY or types.same_type(found, parameter):
        return value
    if comparison.basic_kind(value) in {"int", "uint"} and _is_integer(parameter):
        return parameter.view(value)
    raise Fault(f"arg {position}: value has type {types.describe(value)}; should be {parameter.name}")


_HTML: Final = {"\0": "\ufffd", '"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;"}
_HTML_SPECIAL: Final = re.compile("[\0\"'&<>]")
_JS: Final = {
    "\\": "\\\\", "'": "\\'", '"': '\\"', "<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "=": "\\u003D",
}  # fmt: skip
_JS_SPECIAL: Final = re.compile(r"""[\\'"<>&=\x00-\x1f\x80-\U0010ffff]""")
_URL_SPECIAL: Final = re.compile(rb"[^A-Za-z0-9_.~ -]")


def _texts(values: tuple[object, ...]) -> str:
    """The text that the escaping functions work on."""
    if len(values) == 1 and isinstance(values[0], str):
        return values[0]
    return sprint(*(_shown(value) for value in values))


def _shown(value: object) -> object:
    """A value as printing it would find it, pointers followed."""
    return "<no value>" if value is None else followed(value)


def html(*values: object) -> str:
    """HTML escapes."""
    return bounded(_HTML_SPECIAL.sub(lambda match: _HTML[match.group()], _texts(values)))


def js(*values: object) -> str:
    """JavaScript escapes."""
    return bounded(_JS_SPECIAL.sub(lambda match: _js_escape(match.group()), _texts(values)))


def _js_escape(character: str) -> str:
    """One character for a JavaScript string."""
    written = _JS.get(character)
    if written is not None:
        return written
    code = ord(character)
    if code < 0x20:
        return f"\\u00{code:02X}"
    if 0xDC80 <= code <= 0xDCFF:
        return "\\uFFFD"
    return character if is_printable(character) else f"\\u{code:04X}"


def urlquery(*values: object) -> str:
    """The text escaped for the query of a URL."""
    return query_escape(_texts(values))


def query_escape(text: str) -> str:
    """`url.QueryEscape`."""
    escaped = _URL_SPECIAL.sub(lambda match: b"%%%02X" % match.group()[0], to_bytes(text))
    return bounded(escaped.replace(b" ", b"+").decode())


def _inline(*_values: object) -> object:
    """Stands for a function that the compiler expands in place."""
    raise AssertionError("expanded by the compiler")


def _sprintf(template: str, *values: object) -> str:
    return sprintf(template, *values)


_DECLARED: Final[dict[str, tuple[str, Callable[..., object]]]] = {
    "index": ("value, ...value -> value", index),
    "slice": ("value, ...value -> value", slice_),
    "len": ("value -> int", length),
    "call": ("value, ...value -> value", call),
    "html": ("...any -> string", html),
    "js": ("...any -> string", js),
    "urlquery": ("...any -> string", urlquery),
    "print": ("...any -> string", sprint),
    "printf": ("string, ...any -> string", _sprintf),
    "println": ("...any -> string", sprintln),
    "eq": ("value, ...value -> bool", comparison.equal),
    "ne": ("value, value -> bool", comparison.not_equal),
    "lt": ("value, value -> bool", comparison.less),
    "le": ("value, value -> bool", comparison.less_or_equal),
    "gt": ("value, value -> bool", comparison.greater),
    "ge": ("value, value -> bool", comparison.greater_or_equal),
}

BUILTINS: Final = FunctionSet(
    {
        **{name: function(signature, implementation) for name, (signature, implementation) in _DECLARED.items()},
        "and": function("value, ...value -> value", _inline, inline="and"),
        "or": function("value, ...value -> value", _inline, inline="or"),
        "not": function("value -> bool", _inline, inline="not"),
    }
)
