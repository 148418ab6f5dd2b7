"""Protobuf messages in JSON form: reading, laying one over another, and writing.

A message is a plain dict in protobuf's JSON form, keyed by camelCase names: enumerations by name, durations as text
in seconds (`65s`), wrapped values bare, 64-bit integers as text.

Reading follows github.com/golang/protobuf/jsonpb, which Istio uses: either spelling of a field's name is understood,
numbers may stand in quotes, enumerations may be numbers, durations are Go durations, null means absent.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Final

from meshctl.errors import Place, SettingsError
from meshctl.k8s.types import FieldPath, JSONValue
from meshctl.mesh.go_text import parse_duration_ns, parse_int
from meshctl.mesh.istio.messages import EnumType, FieldType, Kind, MessageType

Message = dict[str, JSONValue]

_RANGES: Final = {
    Kind.INT32: (-(2**31), 2**31 - 1),
    Kind.INT64: (-(2**63), 2**63 - 1),
    Kind.UINT32: (0, 2**32 - 1),
    Kind.UINT64: (0, 2**64 - 1),
}
_NUMBERS_AS_TEXT: Final = frozenset({Kind.INT64, Kind.UINT64})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A message that was read, and the fields that were there but mean nothing."""

    value: Message
    unknown: tuple[FieldPath, ...] = ()


def decode(message: MessageType, value: JSONValue, *, path: FieldPath = (), place: Place | None = None) -> Decoded:
    """A message from JSON or YAML values.

    Plain fields that are set to their zero value stay in the outermost mapping, so that `overlay` can tell them from
    absent ones; further down they are left out. Unknown fields are ignored and listed. An absent document (null)
    is an empty message.

    Raises:
        SettingsError: a value of the wrong type, naming the field's path below `path`.
    """
    reader = _Reader(place=place)
    if value is None:
        return Decoded(value={})
    return Decoded(value=reader.fields(message, value, path), unknown=tuple(reader.unknown))


def overlay(message: MessageType, base: Message, patch: Message) -> Message:
    """`base` with every field that `patch` has, replaced as a whole; neither is changed.

    A zero value in the patch resets a plain field; setting one member of a oneof clears the others.
    """
    merged = dict(base)
    for name, value in patch.items():
        kept = message.by_key[name]
        for sibling in message.fields:
            if kept.oneof and sibling.oneof == kept.oneof:
                merged.pop(sibling.json_name, None)
        merged[name] = value
    return drop_zeros(message, merged)


def drop_zeros(message: MessageType, value: Message) -> Message:
    """The message without plain fields at their zero value: what is left after a pass through its JSON form."""
    return {name: held for name, held in value.items() if not _is_plain_zero(message.by_key[name], held)}


def in_order(message: MessageType, value: Message) -> Message:
    """A deep copy whose keys stand in the order of the definition, at every depth, as Istio writes messages."""
    ordered: Message = {}
    for each in message.fields:
        if each.json_name in value:
            ordered[each.json_name] = _ordered_value(each, value[each.json_name])
    return ordered


def format_path(path: FieldPath) -> str:
    """A path for people: `defaultConfig.tracing.customTags["a.b"]`, `extensionProviders[0].name`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part and all(character.isalnum() or character in "_-" for character in part):
            text += f".{part}" if text else part
        else:
            text += f'["{part}"]'
    return text


def describe(value: JSONValue) -> str:
    """A value as a message names it: its JSON type, and its text where that is short."""
    match value:
        case None:
            return "null"
        case bool():
            return f"the boolean {str(value).lower()}"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the text {value[:60]!r}"
        case list():
            return "a list"
        case _:
            return "a mapping"


def _is_plain_zero(field_type: FieldType, value: JSONValue) -> bool:
    if field_type.presence:
        return False
    return value == field_type.zero and isinstance(value, bool) == isinstance(field_type.zero, bool)


def _ordered_value(field_type: FieldType, value: JSONValue) -> JSONValue:
    nested = field_type.message
    match value:
        case dict() if field_type.mapped:
            return {key: in_order(nested, held) if nested and isinstance(held, dict) else copy.deepcopy(held)
                    for key, held in sorted(value.items())}  # fmt: skip
        case dict() if nested is not None:
            return in_order(nested, value)
        case list() if nested is not None:
            return [in_order(nested, held) if isinstance(held, dict) else held for held in value]
    return copy.deepcopy(value)


@dataclass(slots=True, kw_only=True)
class _Reader:
    """One reading of a document; remembers the unknown fields it met."""

    place: Place | None
    unknown: list[FieldPath] = field(default_factory=list)

    def fields(self, message: MessageType, value: JSONValue, path: FieldPath) -> Message:
        if not isinstance(value, dict):
            raise self.wrong(path, "a mapping", value)
        self.unknown += [(*path, key) for key in value if key not in message.by_key]
        read: Message = {}
        for each in message.fields:
            # Where both spellings are there, Go reads the camelCase one.
            key = each.json_name if each.json_name in value else each.proto_name
            raw = value.get(key)
            if (raw is None and each.kind is not Kind.VALUE) or key not in value:
                continue
            for sibling in message.fields:  # of a oneof, the last member wins
                if each.oneof and sibling.oneof == each.oneof:
                    read.pop(sibling.json_name, None)
            read[each.json_name] = self.field(each, raw, (*path, key))
        return read

    def field(self, field_type: FieldType, value: JSONValue, path: FieldPath) -> JSONValue:
        if field_type.repeated:
            if not isinstance(value, list):
                raise self.wrong(path, "a list", value)
            return [self.single(field_type, item, (*path, index)) for index, item in enumerate(value)]
        if field_type.mapped:
            if not isinstance(value, dict):
                raise self.wrong(path, "a mapping", value)
            return {key: self.single(field_type, value[key], (*path, key)) for key in sorted(value)}
        return self.single(field_type, value, path)

    def single(self, field_type: FieldType, value: JSONValue, path: FieldPath) -> JSONValue:
        nested = field_type.message
        if nested is not None:
            return drop_zeros(nested, self.fields(nested, {} if value is None else value, path))
        if value is None:  # an element of a list or map
            return field_type.enum.zero if field_type.enum else _element_zero(field_type)
        if field_type.enum is not None:
            return self.enum(field_type.enum, value, path)
        return self.scalar(field_type.kind, value, path)

    def scalar(self, kind: Kind, value: JSONValue, path: FieldPath) -> JSONValue:
        match kind:
            case Kind.BOOL:
                return self.require(isinstance(value, bool), "true or false", value, path)
            case Kind.STRING | Kind.BYTES | Kind.TIMESTAMP:
                return self.require(isinstance(value, str), "text (put it in quotes)", value, path)
            case Kind.STRUCT:
                return self.require(isinstance(value, dict), "a mapping", value, path)
            case Kind.DURATION:
                return self.duration(value, path)
            case Kind.FLOAT | Kind.DOUBLE:
                return self.float(value, path)
            case Kind.VALUE:
                return value
            case _:
                return self.integer(kind, value, path)

    def duration(self, value: JSONValue, path: FieldPath) -> str:
        nanoseconds = parse_duration_ns(value) if isinstance(value, str) else None
        if nanoseconds is None:
            raise self.wrong(path, "a duration such as 45s", value)
        return duration_text(nanoseconds)

    def integer(self, kind: Kind, value: JSONValue, path: FieldPath) -> JSONValue:
        number: JSONValue = parse_int(value) if isinstance(value, str) and not value.startswith("+") else value
        if isinstance(number, float) and number.is_integer():
            number = int(number)
        low, high = _RANGES[kind]
        if not isinstance(number, int) or isinstance(number, bool) or not low <= number <= high:
            raise self.wrong(path, f"a whole number from {low} to {high}", value)
        return str(number) if kind in _NUMBERS_AS_TEXT else number

    def float(self, value: JSONValue, path: FieldPath) -> JSONValue:
        if value in ("NaN", "Infinity", "-Infinity"):
            return value
        try:
            return float(value) if isinstance(value, str) else self.number(value, path)
        except ValueError:
            raise self.wrong(path, "a number", value) from None

    def number(self, value: JSONValue, path: FieldPath) -> JSONValue:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return self.require(is_number, "a number", value, path)

    def enum(self, enum: EnumType, value: JSONValue, path: FieldPath) -> JSONValue:
        if isinstance(value, str) and value in enum.numbers:
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return enum.names.get(value, value)
        raise self.wrong(path, f"one of {', '.join(enum.numbers)}", value)

    def require(self, holds: bool, expected: str, value: JSONValue, path: FieldPath) -> JSONValue:
        if not holds:
            raise self.wrong(path, expected, value)
        return value

    def wrong(self, path: FieldPath, expected: str, value: JSONValue) -> SettingsError:
        where = format_path(path) or "the document"
        return SettingsError(f"{where}: expected {expected}, found {describe(value)}", place=self.place)


def duration_text(nanoseconds: int) -> str:
    """A duration in protobuf's JSON form: seconds with 0, 3, 6 or 9 decimals, such as `45s` or `0.250s`."""
    sign, rest = ("-", -nanoseconds) if nanoseconds < 0 else ("", nanoseconds)
    seconds, fraction = divmod(rest, 1_000_000_000)
    text = f"{sign}{seconds}.{fraction:09d}"
    for _ in range(3):
        text = text.removesuffix("000")
    return text.removesuffix(".") + "s"


def _element_zero(field_type: FieldType) -> JSONValue:
    zeros: dict[Kind, JSONValue] = {Kind.BOOL: False, Kind.STRING: "", Kind.DURATION: "0s", Kind.STRUCT: {}}
    return zeros.get(field_type.kind, 0)
