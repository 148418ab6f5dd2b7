"""Records of injection in files: how the very text comes back, comments, quotes and all.

The record stands in an annotation of the text it describes, so the text is described with a placeholder where the
record goes: digest and edits hold for that text.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from meshctl.errors import MeshctlError
from meshctl.injection.fields import at
from meshctl.injection.record import RECORD, Record, TextUndo, encode
from meshctl.injection.uninject import make_record, record_of, uninject, with_record
from meshctl.manifests.emit import Emitted, emit
from meshctl.offline.items import map_manifests
from meshctl.yamlio.builder import build
from meshctl.yamlio.positions import TextPart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshctl.k8s.types import FieldPath
    from meshctl.manifests.documents import Document

_PLACEHOLDER: Final = "v1.meshctl-injection-record-{}."
_DIGEST_LENGTH: Final = 32


def restored_text(document: Document) -> str | None:
    """The text a recorded injection began with; None without a record, or where the text was edited since.

    Raises:
        AnnotationError: a record that cannot be read.
    """
    if RECORD not in document.text:
        return None
    text, undo = document.text, None
    for index, (encoded, record) in enumerate(_records(document.value)):
        text = text.replace(encoded, _PLACEHOLDER.format(index))
        undo = undo or record.text
    if undo is None or _digest(text) != undo.injected:
        return None
    original = _apply(text, undo.edits)
    return original if _digest(original) == undo.original else None


def before_injection(document: Document) -> Document:
    """The document as it was before a recorded injection, with what a person edited elsewhere since.

    Itself where there is no record, or none that can be undone.
    """
    if RECORD not in document.text:
        return document
    try:
        text = restored_text(document)
        if text is None:
            text = emit(document, map_manifests(document.value, (), _undone)).text
    except MeshctlError:
        return document
    if text == document.text:
        return document
    part = TextPart(
        text=text, name=document.source.name, first_line=document.part.first_line, offset=document.part.offset
    )
    return replace(document, part=part, root=build(part))


def _undone(manifest: dict[str, Any], path: FieldPath) -> dict[str, Any]:
    """The manifest by its record; the same object without one, or where what was injected was edited."""
    del path
    return manifest if record_of(manifest) is None else uninject(manifest).manifest


def emit_recorded(document: Document, changed: Any, paths: Sequence[FieldPath], family: str) -> Emitted:
    """The document's text with the new value and a record on each manifest that was injected.

    `paths` are those of the injected manifests within the document.

    Raises:
        ManifestError: a value that YAML cannot hold.
    """
    records = [make_record(family, _get(document.value, path), _get(changed, path)) for path in paths]
    marked = changed
    for index, path in enumerate(paths):
        marked = _put(marked, path, with_record(_get(changed, path), _PLACEHOLDER.format(index)))
    emitted = emit(document, marked)
    text = emitted.text
    undo = TextUndo(injected=_digest(text), original=_digest(document.text), edits=tuple(_edits(text, document.text)))
    for index, record in enumerate(records):
        encoded = encode(replace(record, text=undo) if index == 0 else record)
        text = text.replace(_PLACEHOLDER.format(index), encoded)
    return replace(emitted, text=text)


def _records(value: Any) -> Iterator[tuple[str, Record]]:
    """The records of a document's manifests as written and as read, in order."""
    if not isinstance(value, dict):
        return
    items = value.get("items")
    if value.get("kind") == "List" and isinstance(items, list):
        for item in items:
            yield from _records(item)
        return
    record = record_of(value)
    if record is not None:
        yield str(at(value, ("metadata", "annotations", RECORD))), record


def _edits(injected: str, original: str) -> Iterator[tuple[int, int, str]]:
    """What turns one text into the other, line by line, as places in the first."""
    old, new = injected.splitlines(keepends=True), original.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    import difflib

    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag != "equal":
            yield starts[first], starts[last], "".join(new[new_first:new_last])


def _apply(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end, new in edits:
        pieces += [text[position:start], new]
        position = end
    return "".join([*pieces, text[position:]])


def _digest(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LENGTH]


def _get(value: Any, path: FieldPath) -> Any:
    for step in path:
        value = value[step]
    return value


def _put(value: Any, path: FieldPath, part: Any) -> Any:
    if not path:
        return part
    head, rest = path[0], path[1:]
    if isinstance(head, int):
        return [_put(item, rest, part) if index == head else item for index, item in enumerate(value)]
    return {**value, head: _put(value[head], rest, part)}
