"""From a character's index to the line and column that an editor shows."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from meshctl.errors import Place

_LINE_BREAK = re.compile(r"\r\n?|\n")


class Position(NamedTuple):
    """A place in a text: 1-based line and column (counted in characters), 0-based index of the character."""

    line: int
    column: int
    index: int  # type: ignore[assignment]  # hides tuple.index, which no one asks of a position


class Span(NamedTuple):
    """From the first character to the one after the last."""

    start: Position
    end: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPart:
    """A stretch of a larger text, able to say where in the whole each of its characters stands.

    `name` is what messages call the whole; `first_line` and `offset` are those of the part's first character, which
    must stand at the beginning of a line. Parsers' own line numbers are not used: they count U+2028 and U+0085 as line
    breaks, which editors do not.
    """

    text: str
    name: str = "<text>"
    first_line: int = 1
    offset: int = 0
    _line_starts: list[int] = field(default_factory=list, compare=False, repr=False)

    def position(self, index: int) -> Position:
        """Position in the whole of the character at `index` of this part."""
        starts = self._starts()
        line = bisect_right(starts, index) - 1
        return Position(self.first_line + line, index - starts[line] + 1, self.offset + index)

    def span(self, start: int, end: int) -> Span:
        """Span in the whole of the characters from `start` up to `end` of this part."""
        return Span(self.position(start), self.position(end))

    def place(self, index: int) -> Place:
        """The character at `index` as errors name it."""
        position = self.position(index)
        return Place(self.name, position.line, position.column)

    def _starts(self) -> list[int]:
        if not self._line_starts:
            self._line_starts.append(0)
            self._line_starts.extend(match.end() for match in _LINE_BREAK.finditer(self.text))
        return self._line_starts
