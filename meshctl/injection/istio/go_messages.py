"""Istio's configuration messages as the Go types that templates see.

`.ProxyConfig.InterceptionMode`, `.ProxyConfig.GetTracing.GetTlsSettings`,
`.ProxyConfig.HoldApplicationUntilProxyStarts.GetValue`: fields go by their Go names, and every field has a getter
that a nil message answers with the zero value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from meshctl.gotemplate import types as go
from meshctl.gotemplate.views import NilPointer, StructView
from meshctl.mesh.istio.messages import FieldType, Kind, MessageType, enum_type, message_type


class _Fields(Mapping[str, go.Field]):
    """Fields of a message by Go name, described when first wanted: messages refer to each other in circles."""

    def __init__(self, message: MessageType) -> None:
        self._message = message
        self._known: dict[str, go.Field] = {}

    def __getitem__(self, name: str) -> go.Field:
        found = self._known.get(name)
        if found is None:
            field = self._message.by_go_name[name]
            found = self._known[name] = go.Field(json=field.json_name, type=_field_type(field))
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._message.by_go_name)

    def __len__(self) -> int:
        return len(self._message.by_go_name)


class _Getters(Mapping[str, go.Method]):
    """`GetX` for every field X."""

    def __init__(self, message: MessageType, fields: _Fields) -> None:
        self._message = message
        self._fields = fields

    def __getitem__(self, name: str) -> go.Method:
        if not name.startswith("Get"):
            raise KeyError(name)
        return _getter(self._fields[name.removeprefix("Get")])

    def __iter__(self) -> Iterator[str]:
        return (f"Get{name}" for name in self._fields)

    def __len__(self) -> int:
        return len(self._fields)


def _getter(field: go.Field) -> go.Method:
    def get(receiver: object) -> object:
        return field.read(receiver.value if isinstance(receiver, StructView) else None)

    return go.Method(call=get, nil_safe=True)


@cache
def message_view_type(name: str) -> go.PointerType:
    """A pointer to the message of that full protobuf name: messages are always pointers."""
    message = message_type(name)
    fields = _Fields(message)
    return go.pointer_to(go.struct_type(f"v1alpha1.{message.go_name}", fields, _Getters(message, fields)))


def _field_type(field: FieldType) -> go.Type:
    value = _wrapper(field.kind) if field.wrapped else _value_type(field)
    if field.repeated:
        return go.slice_of(value)
    if field.mapped:
        return go.map_of(value)
    return value


def _value_type(field: FieldType) -> go.Type:
    if field.kind is Kind.MESSAGE:
        return message_view_type(field.type_name)
    if field.kind is Kind.ENUM:
        return _enum(field.type_name)
    return _SCALARS[field.kind]


@cache
def _enum(name: str) -> go.Type:
    described = enum_type(name)
    return go.enum_type(f"v1alpha1.{name.rsplit('.', 1)[-1]}", described.numbers)


@cache
def _wrapper(kind: Kind) -> go.PointerType:
    """google.protobuf.BoolValue and its like: bare in JSON, a message with one field here."""
    scalar = _SCALARS[kind]

    def value(receiver: object) -> object:
        return scalar.view(None if isinstance(receiver, NilPointer) else getattr(receiver, "value", None))

    fields = {"Value": go.Field(json=None, type=scalar)}
    methods = {"GetValue": go.Method(call=value, nil_safe=True)}
    return go.pointer_to(go.struct_type(f"wrapperspb.{kind.capitalize()}Value", fields, methods))


def _duration() -> go.PointerType:
    """google.protobuf.Duration: its JSON form is text such as `45s`, which is also how it prints here."""

    def text(view: Any) -> str:
        return str(view.value)

    return go.pointer_to(go.struct_type("durationpb.Duration", {}, {"String": go.Method(call=text)}, stringer=text))


DURATION: Final = _duration()
_SCALARS: Final[Mapping[Kind, go.Type]] = {
    Kind.BOOL: go.BOOL,
    Kind.INT32: go.INT32,
    Kind.INT64: go.INT64,
    Kind.UINT32: go.UINT32,
    Kind.UINT64: go.UINT64,
    Kind.FLOAT: go.FLOAT64,
    Kind.DOUBLE: go.FLOAT64,
    Kind.STRING: go.STRING,
    Kind.BYTES: go.STRING,
    Kind.DURATION: DURATION,
    Kind.TIMESTAMP: go.STRING,
    Kind.STRUCT: go.ANY,
    Kind.VALUE: go.ANY,
}
