"""Kubernetes objects in documents: Lists unwrapped, each object with its identity and its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from meshctl.errors import ManifestError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.k8s.types import FieldPath, JSONValue
    from meshctl.manifests.documents import Document
    from meshctl.manifests.positions import Span

_LIST_SUFFIX: Final = "List"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One object with a kind, in the document that holds it.

    path: where in the document it stands, () unless it is an item of a List. value: the object itself, shared with the
    document: never change it in place. name: `metadata.name`, or `metadata.generateName`, or empty. namespace: as
    written, None if absent.
    """

    document: Document
    path: FieldPath
    value: dict[str, Any]
    api_version: str
    kind: str
    name: str
    namespace: str | None

    @property
    def group(self) -> str:
        """The API group, empty for the core group."""
        return self.api_version.rpartition("/")[0]

    @property
    def version(self) -> str:
        """The API version within the group."""
        return self.api_version.rpartition("/")[2]

    def span(self, path: FieldPath = ()) -> Span:
        """Where the value at a path inside this object stands; see `Document.span`."""
        return self.document.span(self.path + path)

    def key_span(self, path: FieldPath = ()) -> Span:
        """Where the key that a path inside this object ends in stands; see `Document.key_span`."""
        return self.document.key_span(self.path + path)


def resources_of(document: Document) -> list[Resource]:
    """The objects of a document: itself, or the items of a List, nested Lists unwrapped too.

    Documents and items without a kind give none; `missing_kind` words that as an error for those who need a kind.
    """
    return list(_resources(document, document.value, (), "", ""))


def missing_kind(document: Document) -> ManifestError | None:
    """What keeps a document with content from being a Kubernetes object, None if nothing does or it has no content."""
    if document.is_empty:
        return None
    value = document.value
    if not isinstance(value, dict):
        return _no_object(
            document, f"the document is {_described(value)}, expected a mapping with apiVersion and kind", ()
        )
    if "kind" not in value:
        return _no_object(document, "the document has no kind", ())
    if not isinstance(value["kind"], str) or not value["kind"]:
        return _no_object(document, "the kind is not a text", ("kind",))
    return None


def _resources(
    document: Document, value: JSONValue, path: FieldPath, api_version: str, kind: str
) -> Iterator[Resource]:
    """Objects at `path`; an item of a typed list may leave out the apiVersion and kind that the list implies."""
    if not isinstance(value, dict):
        return
    api_version = _text(value.get("apiVersion")) or api_version
    kind = _text(value.get("kind")) or kind
    items = value.get("items")
    if kind.endswith(_LIST_SUFFIX) and isinstance(items, list):
        item_kind = kind.removesuffix(_LIST_SUFFIX)
        for index, item in enumerate(items):
            yield from _resources(document, item, (*path, "items", index), api_version if item_kind else "", item_kind)
    elif kind:
        yield _resource(document, value, path, api_version, kind)


def _resource(
    document: Document, value: dict[str, JSONValue], path: FieldPath, api_version: str, kind: str
) -> Resource:
    metadata = value.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    return Resource(
        document=document,
        path=path,
        value=cast("dict[str, Any]", value),
        api_version=api_version,
        kind=kind,
        name=_text(metadata.get("name")) or _text(metadata.get("generateName")),
        namespace=_text(metadata.get("namespace")) or None,
    )


def _described(value: JSONValue) -> str:
    if isinstance(value, list):
        return "a list"
    return "null" if value is None else "a text" if isinstance(value, str) else "a number or boolean"


def _text(value: JSONValue) -> str:
    """Text as it is; a plain number or boolean as the text it would be read as where text is wanted."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) else ""


def _no_object(document: Document, message: str, path: FieldPath) -> ManifestError:
    start = document.span(path).start
    return ManifestError(
        message,
        place=document.part.place(start.index - document.part.offset),
        remedy="add apiVersion and kind, or leave the file out",
    )
