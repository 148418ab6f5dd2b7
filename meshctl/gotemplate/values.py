"""How Python values stand for Go values in templates.

Plain values need no declaration:

| Python | Go |
|---|---|
| `str`, `bool`, `int`, `float`, `complex` | `string`, `bool`, `int`, `float64`, `complex128` |
| `dict` and subclasses, keys `str` | `map[string]any` |
| `list` and subclasses | `[]any` |
| `None` | a nil `any`: present and null |
| `MISSING` | the zero `reflect.Value`: what an absent key yields, and every key below it |
| `Function` | a func, for the `call` built-in |

A null that stands in the data and a key that is absent print alike (`<no value>`), count as empty alike and are both
nil as an `any` argument; but going below the null is an error and going below the missing value is not. A pipeline
turns the one into the other, so `(.a.b).c` is harmless where `.a.b.c` fails.

JSON numbers that Go would have decoded into `any` are float64 there: give `15020.0`, which prints `15020`, not `15020`,
which `until` would take and Go's value would not.

Everything else is declared in `types` and seen through its `view`:

    PORT = struct_type("v1.ContainerPort", {
        "Name": Field(json="name", type=STRING),
        "ContainerPort": Field(json="containerPort", type=INT32),
        "Protocol": Field(json="protocol", type=named_string("v1.Protocol")),
    })
    PORTS = slice_of(PORT)
    template.render(PORTS.view([{"name": "http", "containerPort": 80}]))

* `struct_type(name, fields, methods, stringer)`: fields by Go name over a JSON object. A view reads a field when it is
  first asked for; nothing is copied. `Field(json=None, type=T)` takes the JSON value itself (wrapper messages),
  `Field(json=None, type=T, compute=f)` what `f` makes of it. Absent fields are zero values.
* `pointer_to(T)`: null and absent are nil pointers. A field below one is an error, truth is false, printing gives
  `<nil>`. Pointers to scalars are true whatever they point at, print what they point at, and are followed where a
  parameter wants that.
* `Method(call=f, signature=parse_signature("int -> string"), nil_safe=True)`: `f(view, *arguments)`. A protobuf getter
  is nil-safe: it gets a `NilPointer` and answers with the field type's zero, `T.view(None)`. `needs_pointer` marks
  methods of `*T` alone.
* `map_of(T)`, `slice_of(T)`: a key that is absent from a typed map yields T's zero to `index`, and the missing value to
  `.key`, as in Go.
* `enum_type(name, {"REDIRECT": 0})`: from names or numbers in JSON; prints its name, compares as a number; comparing it
  with text is an error, as in Go.
* `INT32`, `INT64`, `UINT32` and so on: 64-bit numbers may come as text, as protobuf's JSON has them. `named_string` and
  `named_int` declare types that are not assignable to `string` and `int` parameters.

Functions declare parameters by such types: see `functions`. What they receive for a struct is the view; `plain` gives
the JSON value behind any view.
"""

from __future__ import annotations

from meshctl.gotemplate.types import (
    ANY,
    BOOL,
    FLOAT64,
    INT,
    INT32,
    INT64,
    MAP_ANY,
    MAP_STRING,
    SLICE_ANY,
    SLICE_STRING,
    STRING,
    UINT32,
    UINT64,
    Field,
    Method,
    Type,
    describe,
    enum_type,
    map_of,
    named_int,
    named_string,
    pointer_to,
    slice_of,
    struct_type,
    type_of,
)
from meshctl.gotemplate.views import MISSING, NilPointer, Pointer, Stringer, StructView, TypedInt, TypedList, TypedMap

__all__ = [
    "ANY",
    "BOOL",
    "FLOAT64",
    "INT",
    "INT32",
    "INT64",
    "MAP_ANY",
    "MAP_STRING",
    "MISSING",
    "SLICE_ANY",
    "SLICE_STRING",
    "STRING",
    "UINT32",
    "UINT64",
    "Field",
    "Method",
    "NilPointer",
    "Pointer",
    "StructView",
    "Type",
    "TypedList",
    "TypedMap",
    "describe",
    "enum_type",
    "map_of",
    "named_int",
    "named_string",
    "plain",
    "pointer_to",
    "slice_of",
    "struct_type",
    "type_of",
]


def plain(value: object) -> object:
    """The JSON value behind a view: structs as they were given, enums by name, nil pointers, maps and lists as None."""
    if value is MISSING or isinstance(value, NilPointer):
        return None
    if isinstance(value, StructView):
        return value.value
    if isinstance(value, Pointer):
        return plain(value.target)
    if isinstance(value, Stringer):
        return value.go_string()
    if isinstance(value, (TypedMap, TypedList)) and value.is_nil:
        return None
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, TypedInt):
        return int(value)
    return str(value) if isinstance(value, str) else value
