"""A stream of documents cut at its separators, so that every piece is the exact text that stood there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEPARATOR = re.compile(r"^\ufeff?(?:---[^\r\n]*|\.\.\.(?:[ \t][^\r\n]*)?)(?:\r\n?|\n|\Z)", re.MULTILINE)
_AFTER_DASHES = re.compile(r"\ufeff?(?:---|\.\.\.)[ \t]*(?:#[^\r\n]*)?[\r\n]*")
_BYTE_ORDER_MARK = "\ufeff"


class Piece(NamedTuple):
    """One document's text with what separates it from the one before.

    `separator` is empty for a text that begins without one; it may hold several separator lines and a byte order mark.
    `bad_separator` is the index, within the separator, of text after the dashes. `offset` and `line` are those of the
    first character of `text`.
    """

    separator: str
    text: str
    offset: int
    line: int
    bad_separator: int | None


def split_stream(text: str) -> Iterator[Piece]:
    """The pieces of a stream in order; joined, separators and texts give the stream back character by character.

    A separator is a line that begins with `---` or is `...`, blanks and a comment aside. It ends a document only if
    something was read since the last one. Text that ends in a separator has an empty last piece; an empty text has no
    pieces at all.
    """
    start, separator_start, line, bad = 0, 0, 1, None
    for match in _SEPARATOR.finditer(text):
        if match.start() > start:
            yield _piece(text, separator_start, start, match.start(), line, bad)
            line += count_lines(text[separator_start : match.start()])
            separator_start, bad = match.start(), None
        start = match.end()
        if bad is None and not _AFTER_DASHES.fullmatch(match.group()):
            bad = match.start() - separator_start + 3
    if text:
        yield _piece(text, separator_start, start, len(text), line, bad)


def count_lines(text: str) -> int:
    """The number of line breaks: a line feed, a carriage return, or both together."""
    breaks = text.count("\n")
    return breaks + text.count("\r") - text.count("\r\n") if "\r" in text else breaks


def _piece(text: str, separator_start: int, start: int, end: int, line: int, bad: int | None) -> Piece:
    if text.startswith(_BYTE_ORDER_MARK, start):
        start += 1
    separator = text[separator_start:start]
    return Piece(separator, text[start:end], start, line + count_lines(separator), bad)
