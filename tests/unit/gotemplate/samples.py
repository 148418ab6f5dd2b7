"""The Go types of template_types.go, and the JSON form in which requests carry typed values.

`{"$": "int64", "v": 5}` is an int64 on both sides; plain JSON is what Go would hold as `any`, whole numbers as int.
"""

from __future__ import annotations

from typing import Any

from meshctl.gotemplate import Fault, function
from meshctl.gotemplate import types as go
from meshctl.gotemplate.formatting import format_value
from meshctl.gotemplate.functions import parse_signature
from meshctl.gotemplate.sprig.numbers import wrap64
from meshctl.gotemplate.types import describe
from meshctl.gotemplate.views import Int64, NilPointer, StructView

LEVEL = go.named_string("main.Level")
COLOR = go.enum_type("main.Color", {"RED": 0, "GREEN": 1, "BLUE": 2})


def _field(json: str, kind: go.Type) -> go.Field:
    return go.Field(json=json, type=kind)


AMOUNT = go.struct_type(
    "main.Amount",
    {"Text": _field("text", go.STRING)},
    {"String": go.Method(call=lambda view: f"{view['Text']}!")},
    stringer=lambda view: f"{view['Text']}!",
)
PORT = go.struct_type(
    "main.Port",
    {
        "Name": _field("name", go.STRING),
        "Number": _field("number", go.INT32),
        "Protocol": _field("protocol", LEVEL),
        "Host": _field("host", go.pointer_to(go.STRING)),
        "Open": _field("open", go.pointer_to(go.BOOL)),
    },
)


def _name(node: StructView | NilPointer) -> Any:
    return node["Name"] if isinstance(node, StructView) else ""


def _greet(node: StructView, greeting: str, times: int) -> str:
    if times < 0:
        raise Fault("strings: negative Repeat count")
    return f"{greeting} {_name(node)};" * times


def _half(_node: StructView, value: float) -> float:
    if value < 0:
        raise Fault("value is negative")
    return value / 2


def _method(**described: Any) -> go.Method:
    """A method of `*Node`."""
    return go.Method(needs_pointer=True, **described)


_FIELDS: dict[str, go.Field] = {}
_METHODS = {
    "GetName": _method(call=_name, nil_safe=True),
    "GetNext": _method(call=lambda node: node["Next"] if isinstance(node, StructView) else node, nil_safe=True),
    "GetColor": _method(
        call=lambda node: node["Color"] if isinstance(node, StructView) else COLOR.view(0), nil_safe=True
    ),
    "Title": _method(call=lambda node: _name(node).upper()),
    "Greet": _method(
        call=_greet,
        signature=parse_signature("string, int -> string"),
    ),
    "Join": _method(
        call=lambda node, *parts: f"{_name(node)}:{'/'.join(parts)}", signature=parse_signature("...string -> string")
    ),
    "Half": _method(call=_half, signature=parse_signature("float64 -> float64")),
    "Kind": _method(
        call=lambda _node, value: "<nil>" if value is None else describe(value),
        signature=parse_signature("any -> string"),
    ),
}
NODE = go.struct_type("main.Node", _FIELDS, _METHODS)
_FIELDS.update(
    Name=_field("name", go.STRING),
    Labels=_field("labels", go.MAP_STRING),
    Sizes=_field("sizes", go.map_of(go.INT64)),
    Ports=_field("ports", go.slice_of(PORT)),
    Next=_field("next", go.pointer_to(NODE)),
    Color=_field("color", COLOR),
    Extra=_field("extra", go.ANY),
    Amount=_field("amount", AMOUNT),
    Count=_field("count", go.INT64),
    Ready=_field("ready", go.BOOL),
    Ratio=_field("ratio", go.FLOAT64),
    Words=_field("words", go.SLICE_STRING),
    Primary=_field("primary", go.pointer_to(PORT)),
)
NODE_POINTER = go.pointer_to(NODE)

TYPES: dict[str, go.Type] = {
    "bool": go.BOOL,
    "string": go.STRING,
    "int": go.INT,
    "int8": go.INT8,
    "int32": go.INT32,
    "int64": go.INT64,
    "uint": go.UINT,
    "uint8": go.UINT8,
    "uint32": go.UINT32,
    "uint64": go.UINT64,
    "float64": go.FLOAT64,
    "[]string": go.SLICE_STRING,
    "[]int": go.slice_of(go.INT),
    "[]any": go.SLICE_ANY,
    "map[string]string": go.MAP_STRING,
    "map[string]int": go.map_of(go.INT),
    "map[string]int64": go.map_of(go.INT64),
    "map[string]any": go.MAP_ANY,
    "map[string][]string": go.map_of(go.SLICE_STRING),
    "*string": go.pointer_to(go.STRING),
    "*bool": go.pointer_to(go.BOOL),
    "*int64": go.pointer_to(go.INT64),
    "level": LEVEL,
    "color": COLOR,
    "amount": AMOUNT,
    "port": PORT,
    "*port": go.pointer_to(PORT),
    "[]port": go.slice_of(PORT),
    "node": NODE,
    "*node": NODE_POINTER,
    "[]*node": go.slice_of(NODE_POINTER),
    "map[string]*node": go.map_of(NODE_POINTER),
}


def _fails() -> str:
    raise Fault("it fails")


CALLABLES = {
    "join2": function("string, string -> string", lambda one, other: f"{one}+{other}"),
    "sum": function("...int -> int", lambda *numbers: wrap64(sum(numbers))),
    "any": function("any -> string", lambda value: f"<{format_value(value)}>"),
    "fails": function("-> string", _fails),
    "long": function("int64 -> int64", lambda value: Int64(value * 2)),
}


def decode(value: Any) -> Any:
    """The values that a request's data stands for."""
    if isinstance(value, list):
        return [decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$" not in value:
        return {key: decode(item) for key, item in value.items()}
    if value["$"] == "func":
        return CALLABLES[value["v"]]
    return TYPES[value["$"]].view(value["v"])
