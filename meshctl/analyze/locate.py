"""From a field of a resource to a range of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.findings import Location
from meshctl.model.fields import dig, exists

if TYPE_CHECKING:
    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource

UNWRITTEN = "<implicit>"


def locate(resource: MeshResource, path: FieldPath, *, on_key: bool = False) -> Location:
    """The range to underline for a field.

    A scalar is underlined itself, a mapping or list by its key, an absent field by the key of its nearest parent; the
    resource as a whole (an empty path) by its name.
    """
    document = resource.document
    if document is None:
        return Location(file=UNWRITTEN)
    full = resource.prefix + _nearest(resource, path)
    value = dig(document.value, *full)
    wants_key = on_key or isinstance(value, (dict, list))
    if wants_key and full and isinstance(full[-1], str):
        start, end = document.key_span(full)
    else:
        start, end = document.span(full)
    return Location(
        file=document.source.name,
        line=start.line,
        column=start.column,
        end_line=end.line,
        end_column=end.column,
    )


def _nearest(resource: MeshResource, path: FieldPath) -> FieldPath:
    """The longest existing beginning of `path`; the name, else the kind, for the resource as a whole."""
    while path and not exists(resource.value, path):
        path = path[:-1]
    if path:
        return path
    for fallback in (("metadata", "name"), ("kind",)):
        if exists(resource.value, fallback):
            return fallback
    return ()
