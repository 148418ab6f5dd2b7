"""Field tables of the Kubernetes types that meshctl reads and writes.

The tables are made by `tools/k8s_tables`, which reflects on the published Go types, and lie in
`data/core_types.json`; its head names the versions. Nothing is read before the first question is asked, and a
struct is built when it is first wanted, so that importing this module costs nothing.

Types are written the Go way: `string`, `*bool`, `[]Container`, `map[string]quantity`, `Pod`. All named string
types (`Protocol`, `DNSPolicy`) are plain `string`.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias, cast

_TABLES = Path(__file__).with_name("data") / "core_types.json"

Kind: TypeAlias = Literal[
    "string", "bool", "int32", "int64", "quantity", "intOrString", "time", "bytes", "any", "list", "map", "struct"
]  # fmt: skip
_SCALARS = frozenset(("string", "bool", "int32", "int64", "quantity", "intOrString", "time", "bytes", "any"))


class UnknownTypeError(LookupError):
    """A type name that the tables do not hold: a programming fault, never a user's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """One Go type: a scalar, or a list or map of `element`, or the struct named `struct`; maybe behind a pointer."""

    kind: Kind
    pointer: bool = False
    element: Type | None = None
    struct: str | None = None

    def __str__(self) -> str:
        """The expression that `parse_type` reads back."""
        star = "*" if self.pointer else ""
        if self.kind == "list":
            return f"{star}[]{self.element}"
        if self.kind == "map":
            return f"{star}map[string]{self.element}"
        return star + (self.struct or self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field as Go declares it; `json_name` is empty when the struct is written into its parent."""

    go_name: str
    json_name: str
    type: Type
    embedded: bool = False
    omit_empty: bool = False
    omit_zero: bool = False
    patch_strategies: tuple[str, ...] = ()
    merge_key: str | None = None

    @property
    def merges(self) -> bool:
        """Whether a strategic merge joins the two lists instead of taking the patch's."""
        return "merge" in self.patch_strategies


class Access(NamedTuple):
    """How a Go selector reaches its value: the JSON keys to follow (none for an inlined struct), then its type."""

    path: tuple[str, ...]
    type: Type


@dataclass(frozen=True, kw_only=True)
class StructType:
    """A struct with its fields in declaration order and the two ways of looking one up."""

    name: str
    fields: tuple[Field, ...]

    @cached_property
    def by_json(self) -> dict[str, Field]:
        """Fields by JSON name, those of inlined structs among them."""
        found: dict[str, Field] = {}
        for field in self.fields:
            if field.json_name:
                found[field.json_name] = field
            else:
                found.update(struct_type(cast("str", field.type.struct)).by_json)
        return found

    @cached_property
    def by_go(self) -> dict[str, Access]:
        """Access by Go field name, promoted fields of embedded structs among them; the shallowest name wins.

        So a pod answers to `Spec`, `ObjectMeta`, `Annotations` (promoted from ObjectMeta) and `Kind` (from TypeMeta).
        """
        found: dict[str, Access] = {}
        waiting: deque[tuple[StructType, tuple[str, ...]]] = deque([(self, ())])
        while waiting:
            struct, prefix = waiting.popleft()
            for field in struct.fields:
                path = (*prefix, field.json_name) if field.json_name else prefix
                found.setdefault(field.go_name, Access(path, field.type))
                if field.embedded and field.type.struct is not None:
                    waiting.append((struct_type(field.type.struct), path))
        return found


@cache
def parse_type(expression: str) -> Type:
    """The type that an expression such as `[]Container` or `*int64` stands for.

    Raises:
        UnknownTypeError: the expression names a struct that the tables do not hold.
    """
    pointer = expression.startswith("*")
    body = expression.removeprefix("*")
    if body.startswith("[]"):
        return Type(kind="list", pointer=pointer, element=parse_type(body[2:]))
    if body.startswith("map[string]"):
        return Type(kind="map", pointer=pointer, element=parse_type(body.removeprefix("map[string]")))
    if body in _SCALARS:
        return Type(kind=cast("Kind", body), pointer=pointer)
    if body in _structs():
        return Type(kind="struct", pointer=pointer, struct=body)
    raise UnknownTypeError(f"no field table for {body!r}")


@cache
def struct_type(name: str) -> StructType:
    """The struct of that name, such as `Pod` or `OpenShiftDeploymentStrategy`.

    Raises:
        UnknownTypeError: the tables do not hold it.
    """
    rows = _structs().get(name)
    if rows is None:
        raise UnknownTypeError(f"no field table for {name!r}")
    return StructType(name=name, fields=tuple(_field(*row) for row in rows))


def struct_names() -> frozenset[str]:
    """The names of all structs in the tables."""
    return frozenset(_structs())


def source_versions() -> dict[str, str]:
    """Go module to version, of the types that the tables were made from."""
    return cast("dict[str, str]", _tables()["source"])


def _field(
    go_name: str,
    json_name: str,
    expression: str,
    flags: str = "",
    strategies: str = "",
    merge_key: str = "",
) -> Field:
    return Field(
        go_name=go_name,
        json_name=json_name,
        type=parse_type(expression),
        embedded="e" in flags,
        omit_empty="o" in flags,
        omit_zero="z" in flags,
        patch_strategies=tuple(strategies.split(",")) if strategies else (),
        merge_key=merge_key or None,
    )


@cache
def _tables() -> dict[str, object]:
    return cast("dict[str, object]", json.loads(_TABLES.read_bytes()))


def _structs() -> dict[str, list[list[str]]]:
    return cast("dict[str, list[list[str]]]", _tables()["structs"])
