"""Replacements in a text, gathered in any order and applied at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class CannotSpliceError(Exception):
    """The text is laid out in a way that no local edit can follow; the document is written afresh instead."""


class Edit(NamedTuple):
    """The characters from `start` up to `end` become `text`."""

    start: int
    end: int
    text: str


def apply_edits(text: str, edits: Iterable[Edit], *, start: int = 0, end: int | None = None) -> str:
    """The text from `start` up to `end` with all edits made; of edits at one place, insertions come first, in order.

    Raises:
        CannotSpliceError: two edits overlap, or one reaches outside.
    """
    pieces: list[str] = []
    position, end = start, len(text) if end is None else end
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < position or edit.end > end:
            raise CannotSpliceError
        pieces += text[position : edit.start], edit.text
        position = edit.end
    pieces.append(text[position:end])
    return "".join(pieces)
