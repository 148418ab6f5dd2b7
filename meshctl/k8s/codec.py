"""Converters between plain JSON values and the form a typed Kubernetes object would give them.

A converter is a function from value to value, made once per type and mode out of the field tables and kept. It
walks only what is there, returns the very same object when nothing changes, and copies along the path when
something does. Fields are compiled when they are first met, so a pod that sets thirty fields pays for thirty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from operator import is_
from typing import Final, TypeAlias, TypeVar, cast

from meshctl.k8s import scalars
from meshctl.k8s.schema import Field, StructType, Type, parse_type, struct_type
from meshctl.k8s.types import FieldPath, JSONValue

_Step = TypeVar("_Step", str, int)
Converter: TypeAlias = Callable[[JSONValue], JSONValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """What a converter does besides checking types."""

    stringify: bool = False  # numbers and booleans become strings where the field is a string
    normalise: bool = False  # canonical scalars, nulls become zero values, empty optional fields go
    fill: bool = False  # fields that Go always writes are added: `resources: {}`, `status: {}`
    drop_unknown: bool = False  # fields that the type lacks go, and names that differ in case only are mended


class Mismatch(Exception):  # noqa: N818  a fact for the callers of this module, who raise their own errors
    """A value that its type cannot hold; `steps` is the path to it, innermost step first."""

    def __init__(self, found: JSONValue, expected: str) -> None:
        super().__init__(expected)
        self.found = found
        self.expected = expected
        self.steps: list[str | int] = []

    @property
    def path(self) -> FieldPath:
        """The path to the value, outermost step first."""
        return tuple(reversed(self.steps))


@cache
def converter(expression: str, mode: Mode) -> Converter:
    """The converter of a type expression such as `Pod` or `[]Container`.

    Raises:
        UnknownTypeError: the tables hold no such type.
    """
    return _compile(parse_type(expression), mode)


def zero(of: Type, mode: Mode) -> JSONValue:
    """What Go writes for a field of that type that was never set."""
    if of.pointer or of.kind in ("list", "map", "time", "any", "bytes"):
        return None
    if of.kind == "struct":
        return _compile(of, mode)({})
    return cast("JSONValue", {"string": "", "bool": False, "quantity": "0"}.get(of.kind, 0))


def _compile(of: Type, mode: Mode) -> Converter:
    if of.kind == "any":
        return _as_it_is
    null = zero(of, mode) if mode.normalise and of.kind != "struct" else None
    if of.kind == "list":
        return _list(_compile(cast("Type", of.element), mode))
    if of.kind == "map":
        return _map(_compile(cast("Type", of.element), mode))
    if of.kind != "struct":
        return _scalar(of, mode, null)
    # NB: null stands for a struct with nothing set where Go has no pointer that could be nil.
    return _struct(cast("str", of.struct), mode, null_is_empty=mode.normalise and not of.pointer)


def _as_it_is(value: JSONValue) -> JSONValue:
    return value


# How to check a scalar, and the class whose values pass unseen because they cannot be wrong (see `_scalar`).
_SCALARS: Final[dict[str, tuple[Converter, type | None]]] = {
    "string": (scalars.text, str),
    "bool": (scalars.boolean, bool),
    "int32": (scalars.int32, None),
    "int64": (scalars.int64, None),
    "intOrString": (scalars.int_or_string, str),
    "quantity": (scalars.quantity, None),
    "time": (scalars.time, None),
    "bytes": (scalars.base64, None),
}


def _scalar(of: Type, mode: Mode, null: JSONValue) -> Converter:
    check, fine = _SCALARS[of.kind]
    if mode.stringify and of.kind == "string":
        check = scalars.string_from_yaml
    # Reading keeps the user's spelling of quantities and times; only their numbers are settled.
    keep = not mode.normalise and of.kind in ("quantity", "time", "bytes")

    def convert(value: JSONValue) -> JSONValue:
        if value.__class__ is fine:
            return value
        if value is None:
            return null
        try:
            found = check(value)
        except scalars.ScalarError as fault:
            raise Mismatch(value, str(fault)) from None
        return value if keep else found

    return convert


def _list(element: Converter) -> Converter:
    def convert(value: JSONValue) -> JSONValue:
        if not isinstance(value, list):
            return _null_or_mismatch(value, "a list")
        try:
            found = list(map(element, value))
        except Mismatch as fault:
            fault.steps.append(_first_bad(element, enumerate(value)))
            raise
        return value if all(map(is_, found, value)) else found

    return convert


def _map(element: Converter) -> Converter:
    def convert(value: JSONValue) -> JSONValue:
        if not isinstance(value, dict):
            return _null_or_mismatch(value, "a mapping")
        try:
            found = list(map(element, value.values()))
        except Mismatch as fault:
            fault.steps.append(_first_bad(element, value.items()))
            raise
        return value if all(map(is_, found, value.values())) else dict(zip(value, found, strict=True))

    return convert


def _null_or_mismatch(value: JSONValue, expected: str) -> JSONValue:
    if value is not None:
        raise Mismatch(value, expected)
    return None


def _first_bad(element: Converter, items: Iterable[tuple[_Step, JSONValue]]) -> _Step:
    """The key or index of the first value that does not fit; there is one, by the time anybody asks."""
    for step, item in items:
        try:
            element(item)
        except Mismatch:
            return step
    raise AssertionError("a value that did not fit fits now")


# A field as the struct converter wants it: how to convert, and which results mean that the field is left out.
_Plan: TypeAlias = tuple[Converter, bool, bool]


class _Plans(dict[str, _Plan]):
    """Plans by JSON name, made when a field is first met. Unknown names raise KeyError and are not remembered."""

    def __init__(self, of: StructType, mode: Mode) -> None:
        super().__init__()
        self._of = of
        self._mode = mode

    def __missing__(self, key: str) -> _Plan:
        field = self._of.by_json[key]
        plan = (_compile(field.type, self._mode), *_omits(field, self._mode))
        self[key] = plan
        return plan


def _omits(field: Field, mode: Mode) -> tuple[bool, bool]:
    """Whether a result is left out when it is empty (false, 0, "", [], {}), and when it is null."""
    if not mode.normalise or not (field.omit_empty or field.omit_zero):
        return False, False
    by_value = field.type.kind in ("struct", "quantity", "intOrString", "time") and not field.omit_zero
    if field.type.pointer:
        return False, True
    return (False, False) if by_value else (True, True)


@cache
def _always_written(struct: str, mode: Mode) -> dict[str, JSONValue]:
    """Name to zero value of the fields that Go writes whether set or not."""
    found: dict[str, JSONValue] = {}
    for name, field in struct_type(struct).by_json.items():
        empty, null = _omits(field, mode)
        if not empty and not null:
            found[name] = zero(field.type, mode)
    return found


@cache
def _struct(name: str, mode: Mode, *, null_is_empty: bool) -> Converter:
    of = struct_type(name)
    plans = _Plans(of, mode)
    strings = frozenset(key for key, field in of.by_json.items() if field.type.kind == "string")
    required = frozenset(_always_written(name, mode)) if mode.fill else frozenset()
    known = frozenset(of.by_json)
    drop_unknown = mode.drop_unknown

    def convert(value: JSONValue) -> JSONValue:
        if not isinstance(value, dict):
            if value is not None or not null_is_empty:
                return _null_or_mismatch(value, "a mapping")
            value = {}
        if drop_unknown and not known >= value.keys():
            value = _known_only(value, of)
        changed: dict[str, JSONValue] | None = None
        key = ""
        try:
            for key, item in value.items():
                if item.__class__ is str and item and key in strings:
                    continue
                try:
                    convert_field, omit_empty, omit_null = plans[key]
                except KeyError:
                    # NB: a merge directive (`$patch`) that no merge met is no field of the user's.
                    if mode.normalise and key.startswith("$"):
                        changed = dict(value) if changed is None else changed
                        del changed[key]
                    continue
                found = convert_field(item)
                if (omit_empty and not found) or (omit_null and found is None):
                    changed = dict(value) if changed is None else changed
                    del changed[key]
                elif found is not item:
                    changed = dict(value) if changed is None else changed
                    changed[key] = found
        except Mismatch as fault:
            fault.steps.append(key)
            raise
        result = value if changed is None else changed
        return result if not required or required <= result.keys() else _filled(result, _always_written(name, mode))

    return convert


def _known_only(value: dict[str, JSONValue], of: StructType) -> dict[str, JSONValue]:
    """The known fields; a name that differs in case only counts, as it does for Go, unless the right one is there."""
    folded = {name.lower(): name for name in of.by_json}
    found: dict[str, JSONValue] = {}
    for key, item in value.items():
        # A merge directive (`$patch`) is no field, and whoever does not merge any more drops it later.
        name = key if key in of.by_json or key.startswith("$") else folded.get(key.lower())
        if name == key or (name is not None and name not in value):
            found[name] = item
    return found


def _filled(value: dict[str, JSONValue], zeros: dict[str, JSONValue]) -> dict[str, JSONValue]:
    return {**value, **{key: _fresh(empty) for key, empty in zeros.items() if key not in value}}


def _fresh(empty: JSONValue) -> JSONValue:
    """A zero value of its own: what a caller does to it must not be seen elsewhere."""
    return {key: _fresh(item) for key, item in empty.items()} if isinstance(empty, dict) else empty
