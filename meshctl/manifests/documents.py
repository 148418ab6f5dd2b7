"""A text as documents: value, exact text, and the place of every field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from meshctl.errors import InputError, ManifestError
from meshctl.manifests.positions import Span, TextPart, key_indices, value_indices
from meshctl.manifests.stream import Piece, count_lines, split_stream
from meshctl.yamlio.builder import build
from meshctl.yamlio.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshctl.k8s.types import FieldPath, JSONValue
    from meshctl.manifests.sources import Source
    from meshctl.yamlio.nodes import Root

# Texts that are kept apart before they become one: many short ones weigh twice what they hold.
_CHUNK = 4096
_DIRECTIVE_FIRST = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*%")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document of a source.

    index: 0-based number in the stream, stretches without content counted. separator: the separator lines before it.
    part: its exact text and where that stands in the source. root: its value with positions, None where the text has
    no content (blank, comments, directives).
    """

    source: Source
    index: int
    separator: str
    part: TextPart
    root: Root | None

    @property
    def value(self) -> JSONValue:
        """The content as JSON value; mappings and lists are `Mapping` and `Sequence`. None where there is none."""
        return None if self.root is None else cast("JSONValue", self.root.value)

    @property
    def text(self) -> str:
        """The exact text, comments included, without separators."""
        return self.part.text

    @property
    def is_empty(self) -> bool:
        """Whether the text has no content at all; a document that says `null` has."""
        return self.root is None

    @property
    def line(self) -> int:
        """The line in the source where the content begins, or the text if there is no content."""
        return self.part.position(self.root.start if self.root else 0).line

    def span(self, path: FieldPath) -> Span:
        """Where the value at the path stands in the source, or its nearest existing ancestor."""
        if self.root is None:
            return self.part.span(0, 0)
        return self.part.span(*value_indices(self.root, path))

    def key_span(self, path: FieldPath) -> Span:
        """Where the key that the path ends in stands, or its nearest existing ancestor; of a list item, the item."""
        if self.root is None:
            return self.part.span(0, 0)
        return self.part.span(*key_indices(self.root, path))


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenDocument:
    """What stands where a document could not be read: its separator, its exact text, and the fault."""

    separator: str
    text: str
    fault: InputError


@dataclass(slots=True)
class StreamWriter:
    """Puts a stream together text by text, so that nobody has to keep the documents until the end."""

    newline: str = "\n"
    _chunks: list[str] = field(default_factory=list)
    _recent: list[str] = field(default_factory=list)
    _lacks_break: bool = False

    def add(self, separator: str, text: str) -> None:
        """Append a document; the text before it gets the final line break it lost, if a separator follows."""
        if self._lacks_break and "-" in separator[:4]:
            self._recent.append(self.newline)
        self._recent.extend((separator, text))
        self._lacks_break = bool(text) and not text.endswith(("\n", "\r"))
        if len(self._recent) >= _CHUNK:
            self._chunks.append("".join(self._recent))
            self._recent.clear()

    @property
    def pieces(self) -> list[str]:
        """The stream so far, in pieces of any size."""
        return self._chunks + self._recent

    @property
    def text(self) -> str:
        """The stream so far."""
        return "".join(self.pieces)


def read_documents(source: Source, *, limits: Limits = DEFAULT_LIMITS) -> list[Document]:
    """All documents of a source, stretches without content included; see `join_documents` for the way back.

    Raises:
        ManifestError: the first fault: a bad separator, text that is not YAML, a repeated key.
        LimitError: nesting or aliases beyond the limits.
    """
    return list(iter_documents(source, limits=limits))


def iter_documents(source: Source, *, limits: Limits = DEFAULT_LIMITS) -> Iterator[Document]:
    """The documents one by one, so that a large stream is never in memory as values; raises as `read_documents`."""
    for found in scan_documents(source, limits=limits):
        if isinstance(found, InputError):
            raise found
        yield found


def scan_documents(source: Source, *, limits: Limits = DEFAULT_LIMITS) -> Iterator[Document | InputError]:
    """The documents one by one, and in place of each broken one its error: reading goes on behind it."""
    for index, piece in enumerate(split_stream(source.text)):
        if piece.bad_separator is not None:
            yield _bad_separator(source, piece)
        found = _read(source, index, piece, limits)
        yield found.fault if isinstance(found, BrokenDocument) else found


def scan_stream(source: Source, *, limits: Limits = DEFAULT_LIMITS) -> Iterator[Document | BrokenDocument]:
    """Everything a source holds, in order, for whoever writes it out again; a bad separator breaks what follows it."""
    for index, piece in enumerate(split_stream(source.text)):
        if piece.bad_separator is not None:
            fault = _bad_separator(source, piece)
            yield BrokenDocument(separator=piece.separator, text=piece.text, fault=fault)
        else:
            yield _read(source, index, piece, limits)


def _read(source: Source, index: int, piece: Piece, limits: Limits) -> Document | BrokenDocument:
    part = TextPart(text=piece.text, name=source.name, first_line=piece.line, offset=piece.offset)
    try:
        root = None if _has_only_directives(piece.text) else build(part, limits=limits)
    except InputError as fault:
        return BrokenDocument(separator=piece.separator, text=piece.text, fault=fault)
    return Document(source=source, index=index, separator=piece.separator, part=part, root=root)


def join_documents(documents: Iterable[Document], texts: Iterable[str] | None = None) -> str:
    """The whole stream again, each document with its own text or with the one given for it.

    Without `texts` this is the source's text, character by character.
    """
    documents = list(documents)
    stream = StreamWriter(documents[0].source.newline if documents else "\n")
    for document, text in zip(documents, texts or [document.text for document in documents], strict=True):
        stream.add(document.separator, text)
    return stream.text


def _bad_separator(source: Source, piece: Piece) -> ManifestError:
    separator = piece.separator
    before = piece.offset - len(separator)
    part = TextPart(text=separator, name=source.name, first_line=piece.line - count_lines(separator), offset=before)
    return ManifestError(
        "text after the document separator",
        place=part.place(piece.bad_separator or 0),
        remedy="put a line break after ---",
    )


def _has_only_directives(text: str) -> bool:
    """Whether this is `%YAML 1.1` before the first separator: it belongs to the document behind that."""
    if not _DIRECTIVE_FIRST.match(text):
        return False
    return all(line.startswith("%") for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
