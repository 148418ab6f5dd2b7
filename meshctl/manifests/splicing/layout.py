"""Lines, columns and comments of a document's text: what belongs to which entry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from meshctl.manifests.splicing.edits import CannotSpliceError
from meshctl.yamlio.nodes import Mapping, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLANK_AND_COMMENTS = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*")
_PROPERTIES = re.compile(r"(?:[&!][^\s]*[ \t\r\n]+)*")
_COMMENT_LINE = re.compile(r"[ \t]*#")
_BLANK_LINE = re.compile(r"[ \t]*\r?(?:\n|\Z)")


class Entry(NamedTuple):
    """A `key: value` of a block mapping or a `- value` of a block list, as it lies in the text.

    step: its key or index. start: index of the key, or of the dash. owner_end: index after the colon, or after the
    dash. value_start, value_end: the value without what follows it; both equal owner_end for an absent value.
    """

    step: str | int
    start: int
    owner_end: int
    value_start: int
    value_end: int


class Layout:
    """Questions about one text, answered in indices."""

    __slots__ = ("newline", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        first = text.find("\n")
        self.newline = "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"

    def line_start(self, index: int) -> int:
        """Index of the first character of the line."""
        return self.text.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        """Index of the line break that ends the line, or of the end of the text."""
        end = self.text.find("\n", index)
        if end < 0:
            return len(self.text)
        return end - 1 if end > index and self.text[end - 1] == "\r" else end

    def after_line(self, index: int) -> int:
        """Index of the first character of the next line, or of the end of the text."""
        end = self.text.find("\n", index)
        return len(self.text) if end < 0 else end + 1

    def column(self, index: int) -> int:
        """Characters between the beginning of the line and the index."""
        return index - self.line_start(index)

    def begins_line(self, index: int) -> bool:
        """Whether only blanks stand before it on its line."""
        return not self.text[self.line_start(index) : index].strip(" ")

    def next_token(self, index: int) -> int:
        """Index of the next character that is neither blank nor in a comment."""
        match = _BLANK_AND_COMMENTS.match(self.text, index)
        return index if match is None else match.end()

    def after_properties(self, index: int) -> int:
        """Index after anchor and tag, if a value that begins here has them."""
        match = _PROPERTIES.match(self.text, index)
        return index if match is None else match.end()

    def is_alias(self, index: int) -> bool:
        """Whether a value that begins here is an alias."""
        return self.text.startswith("*", index)

    def content_end(self, value: object, start: int, end: int) -> int:
        """Index after the last visible character of a value; a block scalar's mark reaches over blank lines below."""
        if end <= start or self.text[end - 1] not in "\r\n":
            return end
        visible = start + len(self.text[start:end].rstrip())
        header = self.after_properties(_last_leaf_start(value, start))
        if "+" in self.text[header : self.line_end(header)]:  # keep: the blank lines are content
            return max(visible, self._before_break(end))
        return visible

    def mapping_entries(self, node: Mapping) -> list[Entry]:
        """The entries written in a block mapping, in the order of the text; merged ones are written elsewhere.

        Raises:
            CannotSpliceError: keys in the explicit form (`? key`).
        """
        entries = [self._mapping_entry(node, key) for key in node.marks if key not in node.merged]
        entries.sort(key=lambda entry: entry.start)
        return entries

    def sequence_entries(self, node: Sequence, start: int) -> list[Entry]:
        """The items of a block list that begins at `start`, anchor and tag included."""
        entries: list[Entry] = []
        position = self.after_properties(start)
        for index, (value_start, value_end) in enumerate(node.marks):
            dash = self.next_token(position)
            if not self.text.startswith("-", dash):
                raise CannotSpliceError
            entry = self._entry(index, dash, dash + 1, node[index], value_start, value_end)
            entries.append(entry)
            position = entry.value_end
        return entries

    def lead_start(self, entry: Entry) -> int:
        """Where an entry begins, comments right above at its own column included; the key where it shares a line."""
        if not self.begins_line(entry.start):
            return entry.start
        start = self.line_start(entry.start)
        margin = self.text[start : entry.start] + "#"
        while start > 0:
            above = self.text.rfind("\n", 0, start - 1) + 1
            if not self.text.startswith(margin, above):
                break
            start = above
        return start

    def tail_end(self, entry: Entry) -> int:
        """Where the next entry may begin: after the entry's last line and deeper comment lines below it."""
        column = self.column(entry.start)
        end = self.after_line(entry.value_end)
        position = end
        while position < len(self.text):
            if _BLANK_LINE.match(self.text, position):
                position = self.after_line(position)
                continue
            comment = _COMMENT_LINE.match(self.text, position)
            if comment is None or self.column(comment.end() - 1) <= column:
                break
            position = end = self.after_line(position)
        return end

    def _mapping_entry(self, node: Mapping, key: str) -> Entry:
        mark = node.mark(key)
        line = self.text[self.line_start(mark.key_start) : mark.key_start]
        colon = self.next_token(mark.key_end)
        if line.strip(" -").startswith("?") or not self.text.startswith(":", colon):
            raise CannotSpliceError
        return self._entry(key, mark.key_start, colon + 1, node[key], mark.start, mark.end)

    def _entry(
        self, step: str | int, start: int, owner_end: int, value: object, value_start: int, value_end: int
    ) -> Entry:
        if value_start >= value_end:
            return Entry(step, start, owner_end, owner_end, owner_end)
        return Entry(step, start, owner_end, value_start, self.content_end(value, value_start, value_end))

    def _before_break(self, end: int) -> int:
        return end - 2 if self.text.endswith("\r\n", 0, end) else end - 1


def block_items(value: object) -> Iterator[Any]:
    """The items of a non-empty block list, nothing for any other value."""
    if isinstance(value, Sequence) and not value.flow:
        yield from value


def _last_leaf_start(value: Any, start: int) -> int:
    while isinstance(value, (Mapping, Sequence)) and not value.flow and value:
        if isinstance(value, Sequence):
            value, start = value[-1], value.marks[-1][0]
            continue
        written = [key for key in value.marks if key not in value.merged]
        if not written:
            break
        start = value.marks[written[-1]][2]
        value = value[written[-1]]
    return start
