"""Sprig's functions on emptiness, choice and failure, and its JSON."""

from __future__ import annotations

from typing import Final, NoReturn

from meshctl.gotemplate import gojson
from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.functions import function
from meshctl.gotemplate.text import bounded


def default(fallback: object, *given: object) -> object:
    """The value given, or the fallback where it is empty."""
    return given[0] if given and given[0] else fallback


def empty(value: object) -> bool:
    """Whether a value is the zero of its type, or an empty text, list or map."""
    return not value


def coalesce(*values: object) -> object:
    """The first value that is not empty."""
    return next((value for value in values if value), None)


def _all(*values: object) -> bool:
    return all(values)


def _any(*values: object) -> bool:
    return any(values)


def ternary(yes: object, no: object, condition: bool) -> object:
    """`yes` if the condition holds, else `no`."""
    return yes if condition else no


def fail(message: str) -> NoReturn:
    """End the rendering with a message."""
    raise Fault(message)


def from_json(text: str) -> object:
    """The value a JSON text holds, nil where it is not JSON."""
    try:
        return gojson.decode(text)
    except Fault:
        return None


def _to_json(value: object) -> str:
    return _or_empty(value, indent="")


def _to_pretty_json(value: object) -> str:
    return _or_empty(value, indent="  ")


def _or_empty(value: object, indent: str) -> str:
    """JSON, or an empty text for what JSON cannot hold."""
    try:
        return bounded(gojson.encode(value, indent=indent))
    except gojson.NotJson:
        return ""


def _must_to_json(value: object) -> str:
    return bounded(gojson.encode(value))


def _must_to_pretty_json(value: object) -> str:
    return bounded(gojson.encode(value, indent="  "))


def _to_raw_json(value: object) -> str:
    return bounded(gojson.encode(value, escape_html=False))


FUNCTIONS: Final = {
    "all": function("...any -> bool", _all),
    "any": function("...any -> bool", _any),
    "coalesce": function("...any -> any", coalesce),
    "default": function("any, ...any -> any", default),
    "empty": function("any -> bool", empty),
    "fail": function("string -> string", fail),
    "fromJson": function("string -> any", from_json),
    "mustFromJson": function("string -> any", gojson.decode),
    "mustToJson": function("any -> string", _must_to_json),
    "mustToPrettyJson": function("any -> string", _must_to_pretty_json),
    "mustToRawJson": function("any -> string", _to_raw_json),
    "ternary": function("any, any, bool -> any", ternary),
    "toJson": function("any -> string", _to_json),
    "toPrettyJson": function("any -> string", _to_pretty_json),
    "toRawJson": function("any -> string", _to_raw_json),
}
