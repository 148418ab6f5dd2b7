"""The builder's containers: dicts and lists that also know where in the text they came from."""

from __future__ import annotations

from typing import Any, NamedTuple


class EntryMark(NamedTuple):
    """Indices, within the document's text, of one entry of a mapping.

    A value's start includes its anchor and tag; the end of a block collection is that of its last scalar, so trailing
    comments and blank lines lie outside. An absent value (`key:`) is empty: start equals end.
    """

    key_start: int
    key_end: int
    start: int
    end: int


class ItemMark(NamedTuple):
    """Indices, within the document's text, of one item of a list; the dash is not part of it."""

    start: int
    end: int


class Mapping(dict[str, Any]):
    """A mapping as read: equal to the plain dict of the same content and taken as one by json and orjson.

    marks: place of every entry, as the plain tuple of an `EntryMark` (made by the thousand); see `mark`. Entries that
        came through an alias or a merge key have the place of their definition.
    flow: written in braces.
    merged: keys that are here only because a merge key (`<<`) brought them.
    """

    __slots__ = ("flow", "marks", "merged")

    marks: dict[str, tuple[int, int, int, int]]
    flow: bool
    merged: frozenset[str]

    def mark(self, key: str) -> EntryMark:
        """Where the entry of this key stands."""
        return EntryMark(*self.marks[key])


class Sequence(list[Any]):
    """A list as read: equal to the plain list of the same content.

    marks: place of every item, as the plain tuple of an `ItemMark`; see `mark`. flow: written in brackets.
    """

    __slots__ = ("flow", "marks")

    marks: list[tuple[int, int]]
    flow: bool

    def mark(self, index: int) -> ItemMark:
        """Where the item of this index stands."""
        return ItemMark(*self.marks[index])


class Root(NamedTuple):
    """A document's value and its stretch of the text, from the first token to the last."""

    value: Any
    start: int
    end: int
