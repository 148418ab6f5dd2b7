"""Kubernetes field tables as the Go types that templates see.

`.Spec.Containers`, `$c.Name`: templates name fields as the Go structs do. The tables of `meshctl.k8s.schema` know both
spellings; this turns them into the descriptions of `meshctl.gotemplate.types`, each struct when it is first wanted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from meshctl.gotemplate import types as go
from meshctl.k8s import schema

if TYPE_CHECKING:
    from meshctl.gotemplate.views import StructView

_PACKAGES: Final = {"ObjectMeta": "v1.ObjectMeta", "TypeMeta": "v1.TypeMeta"}


class _Fields(Mapping[str, go.Field]):
    """Fields of a struct by Go name, described one by one: a pod reaches several hundred types, a template a dozen."""

    def __init__(self, struct: schema.StructType) -> None:
        self._struct = struct
        self._known: dict[str, go.Field] = {}

    def __getitem__(self, name: str) -> go.Field:
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = _field(self._struct.by_go[name])
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._struct.by_go)

    def __len__(self) -> int:
        return len(self._struct.by_go)


@cache
def struct_view_type(name: str) -> go.StructType:
    """The Go struct of that name, such as `Container`."""
    return go.struct_type(_PACKAGES.get(name, f"v1.{name}"), _Fields(schema.struct_type(name)))


def go_type(kind: schema.Type) -> go.Type:
    """The template type of a field's type."""
    return go.pointer_to(_value_type(kind)) if kind.pointer else _value_type(kind)


def _field(access: schema.Access) -> go.Field:
    path = access.path
    if len(path) == 1:
        return go.Field(json=path[0], type=go_type(access.type))

    def follow(value: object) -> object:
        for key in path:
            value = value.get(key) if isinstance(value, Mapping) else None
        return value

    return go.Field(json=None, type=go_type(access.type), compute=follow)


def _value_type(kind: schema.Type) -> go.Type:
    if kind.kind == "list" and kind.element is not None:
        return go.slice_of(go_type(kind.element))
    if kind.kind == "map" and kind.element is not None:
        return go.map_of(go_type(kind.element))
    if kind.kind == "struct" and kind.struct is not None:
        return struct_view_type(kind.struct)
    return _SCALARS[kind.kind]


def _printed(view: StructView) -> str:
    return "" if view.value == {} else str(view.value)


# Quantities, times and the like print as text and have a String method.
def _texts(name: str) -> go.StructType:
    text = go.Method(call=lambda view: _printed(view))  # noqa: PLW0108  the annotation of _printed is for the checker
    return go.struct_type(name, {}, {"String": text}, stringer=_printed)


_SCALARS: Final[Mapping[str, go.Type]] = {
    "string": go.STRING,
    "bool": go.BOOL,
    "int32": go.INT32,
    "int64": go.INT64,
    "any": go.ANY,
    "bytes": go.STRING,
    "quantity": _texts("resource.Quantity"),
    "intOrString": _texts("intstr.IntOrString"),
    "time": _texts("v1.Time"),
    "microTime": _texts("v1.MicroTime"),
}
