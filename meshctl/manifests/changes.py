"""Small changes by field path, as a fix of a finding makes them, put into the text like any other new value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from meshctl.errors import ManifestError
from meshctl.manifests.emit import Emitted, emit
from meshctl.manifests.splicing.edits import CannotSpliceError, Edit, apply_edits
from meshctl.yamlio.builder import build
from meshctl.yamlio.nodes import Mapping
from meshctl.yamlio.positions import TextPart
from meshctl.yamlio.quoting import string_text
from meshctl.yamlio.values import same_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshctl.k8s.types import FieldPath, JSONValue
    from meshctl.manifests.documents import Document
    from meshctl.yamlio.quoting import Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class SetValue:
    """Give the field at `path` this value; the last key of the path may be new, a list index may not."""

    path: FieldPath
    value: JSONValue


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertItem:
    """Put an item into a list so that it stands before the one at `path`; the last index may be the list's length."""

    path: FieldPath
    value: JSONValue


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameKey:
    """Call the key that `path` ends in `name`, its value and comments untouched."""

    path: FieldPath
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """Take the field or item at `path` out, with the comments that belong to it."""

    path: FieldPath


Change: TypeAlias = SetValue | InsertItem | RenameKey | Delete


def change_document(document: Document, changes: Iterable[Change]) -> Emitted:
    """The document's text with all changes made; every path is one of the document as it was read.

    Raises:
        ManifestError: a path does not exist, or a new name is taken.
    """
    changes = list(changes)
    renames = [change for change in changes if isinstance(change, RenameKey)]
    others = [change for change in changes if not isinstance(change, RenameKey)]
    renamed, in_place = _with_renamed_keys(document, renames)
    value = _thawed(renamed.value)
    # NB: last paths first, so that what an earlier change takes out or puts in does not shift them.
    for change in sorted(others, key=lambda change: _sort_key(change.path), reverse=True):
        _make(document, value, change, _path_after(change.path, renames))
    emitted = emit(renamed, value)
    return replace(emitted, spliced=emitted.spliced and in_place)


def _with_renamed_keys(document: Document, renames: list[RenameKey]) -> tuple[Document, bool]:
    """The document read again from a text with the keys renamed, and whether only they were replaced in it."""
    if not renames or document.root is None:
        return document, True
    expected = _thawed(document.value)
    for rename in sorted(renames, key=lambda rename: len(rename.path), reverse=True):
        _rename(document, expected, rename)
    try:
        renamed = _reread(document, apply_edits(document.text, [_rename_edit(document, rename) for rename in renames]))
    except CannotSpliceError:
        renamed = None
    if renamed is not None and same_value(renamed.value, expected):
        return renamed, True
    emitted = emit(document, expected)
    return _reread(document, emitted.text), emitted.spliced


def _reread(document: Document, text: str) -> Document:
    part = TextPart(
        text=text, name=document.part.name, first_line=document.part.first_line, offset=document.part.offset
    )
    return replace(document, part=part, root=build(part))


def _rename_edit(document: Document, rename: RenameKey) -> Edit:
    parent, key = _resolve(document, document.value, rename.path)
    if not isinstance(parent, Mapping) or key in parent.merged:
        raise CannotSpliceError
    mark = parent.mark(key)
    quote: Quote = {"'": "'", '"': '"'}.get(document.text[mark.key_start], "")  # type: ignore[assignment]
    return Edit(mark.key_start, mark.key_end, string_text(rename.name, quote))


def _rename(document: Document, value: Any, rename: RenameKey) -> None:
    parent, key = _resolve(document, value, rename.path)
    if not isinstance(parent, dict) or key not in parent:
        raise _no_such_field(document, rename.path)
    if rename.name in parent:
        raise ManifestError(
            f"the key {key!r} cannot be renamed: there is a key {rename.name!r} beside it",
            place=document.part.place(document.key_span(rename.path).start.index - document.part.offset),
            remedy="decide by hand which of the two to keep",
        )
    members = [(rename.name if name == key else name, member) for name, member in parent.items()]
    parent.clear()
    parent.update(members)


def _make(document: Document, value: Any, change: SetValue | InsertItem | Delete, path: FieldPath) -> None:
    parent, step = _resolve(document, value, path)
    fits = step in parent if isinstance(parent, dict) else isinstance(step, int) and 0 <= step < len(parent)
    match change:
        case InsertItem() if isinstance(parent, list) and isinstance(step, int) and 0 <= step <= len(parent):
            parent.insert(step, _thawed(change.value))
        case SetValue() if fits or (isinstance(parent, dict) and isinstance(step, str)):
            parent[step] = _thawed(change.value)
        case Delete() if fits:
            del parent[step]
        case _:
            raise _no_such_field(document, change.path)


def _resolve(document: Document, value: Any, path: FieldPath) -> tuple[Any, Any]:
    """The container that holds the last step of the path, and that step."""
    for step in path[:-1]:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            raise _no_such_field(document, path) from None
    if not path or not isinstance(value, (dict, list)):
        raise _no_such_field(document, path)
    return value, path[-1]


def _no_such_field(document: Document, path: FieldPath) -> ManifestError:
    dotted = ".".join(map(str, path)) or "the whole document"
    start = document.span(path).start.index - document.part.offset
    return ManifestError(f"no field {dotted} to change", place=document.part.place(start), remedy="check the path")


def _path_after(path: FieldPath, renames: list[RenameKey]) -> FieldPath:
    """The same path in the document with renamed keys."""
    steps = list(path)
    for rename in renames:
        depth = len(rename.path)
        if path[:depth] == rename.path:
            steps[depth - 1] = rename.name
    return tuple(steps)


def _sort_key(path: FieldPath) -> tuple[tuple[int, int, str], ...]:
    return tuple((0, step, "") if isinstance(step, int) else (1, 0, step) for step in path)


def _thawed(value: Any) -> Any:
    """A deep copy in plain dicts and lists."""
    if isinstance(value, dict):
        return {key: _thawed(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_thawed(item) for item in value]
    return value
