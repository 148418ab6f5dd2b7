"""The messages of Istio's mesh configuration: what each field is called, and what it holds.

The tables are read from `data/mesh_config.json`, which `tools/istio_tables` writes by reflection over the Go package
istio.io/api. They serve reading and merging (`proto_json`), checking, and the views that templates get, where fields
and getters go by their Go names.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue

MESH_CONFIG: Final = "istio.mesh.v1alpha1.MeshConfig"
PROXY_CONFIG: Final = "istio.mesh.v1alpha1.ProxyConfig"

_WELL_KNOWN: Final = "google.protobuf."


class Kind(StrEnum):
    """What one value of a field is; a list holds several, a map one per key."""

    BOOL = "bool"
    INT32 = "int32"
    INT64 = "int64"
    UINT32 = "uint32"
    UINT64 = "uint64"
    FLOAT = "float"
    DOUBLE = "double"
    STRING = "string"
    BYTES = "bytes"
    ENUM = "enum"
    MESSAGE = "message"
    DURATION = "duration"
    TIMESTAMP = "timestamp"
    STRUCT = "struct"  # any JSON object
    VALUE = "value"  # any JSON value


_KINDS: Final = frozenset(kind.value for kind in Kind)

# Zero value of a kind in JSON form; kinds that are absent have none: they are messages, nil until set.
_ZEROS: Final[dict[Kind, JSONValue]] = {
    Kind.BOOL: False,
    Kind.INT32: 0,
    Kind.UINT32: 0,
    Kind.INT64: "0",
    Kind.UINT64: "0",
    Kind.FLOAT: 0,
    Kind.DOUBLE: 0,
    Kind.STRING: "",
    Kind.BYTES: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumType:
    """An enumeration: names by number and numbers by name."""

    name: str
    numbers: dict[str, int]
    names: dict[int, str]

    @property
    def zero(self) -> str:
        """The name of number 0, which is what an unset field holds."""
        return self.names[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldType:
    """A field of a message.

    `wrapped` marks google.protobuf.BoolValue and its like: bare in JSON, a message with `GetValue` in templates.
    `presence` tells whether the zero value differs from absence; plain fields have none, so theirs is left out of
    JSON and cannot override a lower layer there. Of the fields that share a `oneof` at most one is set.
    """

    go_name: str
    proto_name: str
    json_name: str
    kind: Kind
    type_name: str
    wrapped: bool
    repeated: bool
    mapped: bool
    oneof: str
    presence: bool
    deprecated: bool

    @property
    def message(self) -> MessageType | None:
        """The type of the (element) value where that is a message with fields of its own."""
        return message_type(self.type_name) if self.kind is Kind.MESSAGE else None

    @property
    def enum(self) -> EnumType | None:
        """The enumeration of the (element) value, if it is one."""
        return enum_type(self.type_name) if self.kind is Kind.ENUM else None

    @property
    def zero(self) -> JSONValue:
        """What Go holds while the field is unset: an empty list or map, nil for messages, else the kind's zero."""
        if self.repeated:
            return []
        if self.mapped:
            return {}
        if self.wrapped:
            return None
        if self.kind is Kind.ENUM:
            return enum_type(self.type_name).zero
        return _ZEROS.get(self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageType:
    """A message: its fields in the order of the protobuf definition, and by each of their names."""

    name: str
    fields: tuple[FieldType, ...]
    by_key: dict[str, FieldType]
    by_go_name: dict[str, FieldType]

    @property
    def go_name(self) -> str:
        """The name of the Go type, as it appears in template errors."""
        return self.name.removeprefix("istio.").split(".", 2)[-1].replace(".", "_")


@cache
def message_type(name: str) -> MessageType:
    """The message of that full protobuf name, such as `istio.mesh.v1alpha1.ProxyConfig`."""
    fields = tuple(_field(row) for row in _tables()["messages"][name])
    by_key = {field.json_name: field for field in fields} | {field.proto_name: field for field in fields}
    return MessageType(name=name, fields=fields, by_key=by_key, by_go_name={field.go_name: field for field in fields})


@cache
def enum_type(name: str) -> EnumType:
    """The enumeration of that full protobuf name."""
    rows: list[tuple[str, int]] = _tables()["enums"][name]
    return EnumType(name=name, numbers=dict(rows), names={number: text for text, number in reversed(rows)})


@cache
def _tables() -> dict[str, Any]:
    # Part of the package, like its code: read once, and only by commands that need it.
    loaded: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "mesh_config.json").read_text("utf-8"))
    return loaded


def _field(row: list[Any]) -> FieldType:
    go_name, proto_name, json_name, kind, type_name, repeated, oneof, presence, deprecated = row
    mapped = kind == "map"
    if mapped:  # the cell holds a plain kind, or the name of a message or enumeration
        kind = type_name if type_name in _KINDS else "enum" if type_name in _tables()["enums"] else "message"
    kind, wrapped = _well_known(kind, type_name)
    return FieldType(
        go_name=go_name,
        proto_name=proto_name,
        json_name=json_name,
        kind=kind,
        type_name=type_name,
        wrapped=wrapped,
        repeated=repeated,
        mapped=mapped,
        oneof=oneof,
        presence=presence,
        deprecated=deprecated,
    )


def _well_known(kind: str, type_name: str) -> tuple[Kind, bool]:
    """The kind of a field, looking through protobuf's own messages; True where the value is wrapped in one."""
    if not type_name.startswith(_WELL_KNOWN):
        return Kind(kind), False
    name = type_name.removeprefix(_WELL_KNOWN)
    if name.endswith("Value") and name != "Value":
        return Kind(name.removesuffix("Value").lower()), True
    return Kind(name.lower()), False
