"""What an injection did, written so that it can be taken back: the changes with what stood there before and after.

List items are found by their `name`, so that a record still fits a pod that gained a container since. The encoded form
is compressed JSON in letters, digits, `-`, `_` and `.`, which YAML needs no quotes for. The value-level record serves
pods of the webhook; files additionally get `TextUndo`, the way back to the very text.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from meshctl.errors import AnnotationError
from meshctl.injection.changes import Change

if TYPE_CHECKING:
    from collections.abc import Sequence

RECORD: Final = "meshctl.io/injection"
_VERSION: Final = "v1."
_LARGEST: Final = 16 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class TextUndo:
    """The edits that turn an injected text back: (start, end, text) from the front; digests of both texts."""

    injected: str
    original: str
    edits: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """`bare` tells that the manifest had no annotations of its own; `text` is there on one manifest of a document."""

    family: str
    changes: Sequence[Change] = field(default_factory=tuple)
    bare: bool = False
    text: TextUndo | None = None


def encode(record: Record) -> str:
    """The annotation's value."""
    content: dict[str, Any] = {"family": record.family, "changes": [change.to_json() for change in record.changes]}
    if record.bare:
        content["bare"] = True
    if record.text is not None:
        text = record.text
        content["text"] = [text.injected, text.original, [list(edit) for edit in text.edits]]
    packed = zlib.compress(json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode(), 9)
    return _VERSION + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode(text: str) -> Record:
    """The record behind an annotation's value.

    Raises:
        AnnotationError: the value is no record, or of a version not known here.
    """
    try:
        return _decoded(text)
    except (ValueError, TypeError, KeyError, binascii.Error, zlib.error, RecursionError) as fault:
        raise AnnotationError(
            f"annotation {RECORD} is no record of an injection: {fault}",
            remedy="delete the annotation; uninject then goes by names",
        ) from None


def _decoded(text: str) -> Record:
    if not text.startswith(_VERSION):
        raise ValueError(f"expected a value that begins with {_VERSION}")
    body = text.removeprefix(_VERSION)
    unpacker = zlib.decompressobj()
    content = json.loads(unpacker.decompress(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)), _LARGEST))
    undo = content.get("text")
    return Record(
        family=str(content["family"]),
        changes=tuple(Change.from_json(each) for each in content["changes"]),
        bare=bool(content.get("bare")),
        text=None if undo is None else _text_undo(undo),
    )


def _text_undo(content: list[Any]) -> TextUndo:
    injected, original, edits = content
    return TextUndo(
        injected=str(injected),
        original=str(original),
        edits=tuple((int(start), int(end), str(text)) for start, end, text in edits),
    )
