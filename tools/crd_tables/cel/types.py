"""The types of CEL expressions over a structural schema."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

Schema = dict[str, Any]

_RESERVED = re.compile(r"^__([a-z]+)__$")
_ESCAPES = {"__underscores__": "__", "__dot__": ".", "__dash__": "-", "__slash__": "/"}


@dataclass(frozen=True, slots=True)
class Type:
    """What a CEL value is: a name, the element type of lists and maps, and the schema of objects."""

    name: str
    element: Type | None = None
    schema: Schema = field(default_factory=dict, compare=False, hash=False)

    def __str__(self) -> str:
        """`list(string)`, `object`."""
        return self.name if self.element is None else f"{self.name}({self.element})"


BOOL, INT, DOUBLE, STRING = Type("bool"), Type("int"), Type("double"), Type("string")
NULL, DURATION, URL, FORMAT, OPTIONAL, DYN = map(Type, ("null", "duration", "url", "format", "optional", "dyn"))

_SCALARS = {"boolean": BOOL, "integer": INT, "number": DOUBLE, "string": STRING}


def type_of_schema(schema: Schema) -> Type:
    """The CEL type of values of a structural schema.

    Raises:
        ValueError: the schema has a type that no rule looks at yet (formats that change the type, int-or-string).
    """
    if schema.get("x-kubernetes-int-or-string") or schema.get("x-kubernetes-preserve-unknown-fields"):
        return DYN
    if schema.get("format") in ("date", "date-time", "duration", "byte"):
        raise ValueError(f"strings of format {schema['format']} are no CEL strings; teach cel/types.py")
    match schema["type"]:
        case "array":
            return Type("list", type_of_schema(schema["items"]))
        case "object" if isinstance(schema.get("additionalProperties"), dict):
            return Type("map", type_of_schema(schema["additionalProperties"]))
        case "object":
            return Type("object", None, schema)
        case scalar:
            return _SCALARS[scalar]


def is_always_present(owner: Schema, field_name: str) -> bool:
    """Whether a valid object has the member: it is required, or has a default."""
    return field_name in owner.get("required", ()) or "default" in owner["properties"][field_name]


def unescape(name: str) -> str:
    """A field name as the schema has it: `__namespace__` in CEL is `namespace`.

    Source: k8s.io/apiserver pkg/cel/escaping.go.
    """
    reserved = _RESERVED.match(name)
    if reserved is not None and name not in _ESCAPES:
        return reserved.group(1)
    for escaped, plain in _ESCAPES.items():
        name = name.replace(escaped, plain)
    return name
