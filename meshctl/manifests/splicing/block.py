"""Edits inside indented mappings and lists."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from meshctl.manifests.splicing.alignment import Pairs, align
from meshctl.manifests.splicing.edits import CannotSpliceError, Edit, apply_edits
from meshctl.manifests.splicing.moved import Moved, MovedItems
from meshctl.manifests.splicing.style import block_style, sibling_offset
from meshctl.yamlio.emitter import BlockStyle, block_lines, entry_lines, item_lines, literal_lines
from meshctl.yamlio.nodes import Mapping, Root, Sequence
from meshctl.yamlio.quoting import scalar_text
from meshctl.yamlio.values import same_value

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue
    from meshctl.manifests.splicing.flow import FlowSplicer
    from meshctl.manifests.splicing.layout import Entry, Layout
    from meshctl.yamlio.quoting import Quote

_QUOTES: Final[dict[str, Quote]] = {"'": "'", '"': '"'}


class Tactics(NamedTuple):
    """What to try if the plain way does not give the new value.

    literals: whether new text of several lines may become a literal block; blanks or comments that stay below one may
    read as part of it. expand_aliases: whether every alias is replaced by what it stands for, so that an edit below
    its anchor does not reach it.
    """

    literals: bool = True
    expand_aliases: bool = False


class BlockSplicer:
    """Edits that turn the block collections of one document into a new value."""

    def __init__(self, layout: Layout, flow: FlowSplicer, root: Root, tactics: Tactics) -> None:
        self._layout = layout
        self._flow = flow
        self._root = root
        self._tactics = tactics

    def edits(self, new: JSONValue) -> list[Edit]:
        """All edits for the document.

        Raises:
            CannotSpliceError: the layout of the text does not allow local edits.
        """
        old, start = self._root.value, self._root.start
        if _is_flow(old) and new and type(new) in (dict, list):
            return self._flow.replace_value(old, new, start, self._root.end)
        if isinstance(old, Mapping) and isinstance(new, dict) and _shares_keys(old, new):
            return self._edit_mapping(old, new)
        if isinstance(old, Sequence) and isinstance(new, list) and _keeps_some(pairs := align(old, new)):
            return self._edit_sequence(old, new, start, pairs, MovedItems())
        raise CannotSpliceError

    @cached_property
    def _style(self) -> BlockStyle:
        return replace(block_style(self._layout, self._root.value), literals=self._tactics.literals)

    # Values

    def _edit_value(
        self, old: Any, new: JSONValue, entry: Entry, pairs: Pairs | None = None, moved: MovedItems | None = None
    ) -> list[Edit]:
        """The edits for one value; `pairs` and `moved` are given where the mapping above has worked them out."""
        if old is new and not self._tactics.expand_aliases:
            return []
        start = entry.value_start
        if self._layout.is_alias(start):
            keep = same_value(old, new) and not self._tactics.expand_aliases
            return [] if keep else self._overwrite(entry, new, MovedItems())
        if _is_flow(old) and new and isinstance(new, dict if isinstance(old, dict) else list):
            return self._flow.replace_value(old, new, start, entry.value_end)
        if isinstance(old, Mapping) and isinstance(new, dict) and _shares_keys(old, new):
            return self._edit_mapping(old, new)
        moved = moved or MovedItems()
        if isinstance(old, Sequence) and isinstance(new, list):
            pairs = align(old, new) if pairs is None else pairs
            if _keeps_some(pairs):
                return self._edit_sequence(old, new, start, pairs, moved)
        return [] if same_value(old, new) else self._overwrite(entry, new, moved)

    def _overwrite(self, entry: Entry, new: JSONValue, moved: MovedItems) -> list[Edit]:
        """Put a value of any form in place of an old one; a comment on the owner's line stays there."""
        layout = self._layout
        commented = layout.tail_end(entry) > layout.after_line(entry.value_end)
        # NB: a comment that stays below a literal block, indented as its lines are, would become part of the text.
        style = replace(self._style, literals=False) if commented else self._style
        head, lines = self._rendering(entry, new, moved, style)
        below = "".join(layout.newline + line for line in lines)
        own_end = layout.line_end(entry.owner_end)
        value_line_end = layout.line_end(entry.value_end)
        if entry.value_start > own_end:  # the old value stood below its key: so does nothing but `below` now
            return [
                Edit(entry.owner_end, entry.owner_end, f" {head}" if head else ""),
                Edit(own_end, value_line_end, below),
            ]
        if entry.value_start == entry.value_end or not head:
            first = Edit(entry.owner_end, entry.value_end, f" {head}" if head else "")
        else:
            first = Edit(entry.value_start, entry.value_end, head)
        return [first, Edit(value_line_end, value_line_end, below)] if below else [first]

    def _rendering(self, entry: Entry, new: JSONValue, moved: MovedItems, style: BlockStyle) -> tuple[str, list[str]]:
        """What stands on the owner's line, and the lines below it."""
        column = self._layout.column(entry.start)
        if isinstance(entry.step, int):
            column = self._item_column(entry)
            lines = item_lines(new, column - 2, style)
            return lines[0][column:], lines[1:]
        if isinstance(new, list) and new:
            offset = self._sequence_offset(entry)
            return "", self._list_lines(new, column + offset, moved)
        if isinstance(new, dict) and new:
            return "", block_lines(new, column + style.step, style)
        literal = literal_lines(new, column + style.step, style)
        if literal:
            return literal[0], literal[1:]
        return _inline(new, self._quote(entry)), []

    def _item_column(self, entry: Entry) -> int:
        """Where the content of an item that is overwritten begins: where it did, if it stood behind the dash."""
        layout = self._layout
        if entry.value_start < entry.value_end and entry.value_start <= layout.line_end(entry.owner_end):
            return layout.column(entry.value_start)
        return layout.column(entry.start) + 2

    def _quote(self, entry: Entry) -> Quote:
        start = self._layout.after_properties(entry.value_start)
        return _QUOTES.get(self._layout.text[start : start + 1], "")

    def _sequence_offset(self, entry: Entry) -> int:
        start = self._layout.next_token(self._layout.after_properties(entry.value_start))
        if entry.value_start < entry.value_end and self._layout.text.startswith("- ", start):
            return max(self._layout.column(start) - self._layout.column(entry.start), 0)
        return self._style.sequence_offset

    # Mappings

    def _edit_mapping(self, old: Mapping, new: dict[str, JSONValue]) -> list[Edit]:
        entries = self._layout.mapping_entries(old)
        if any(key not in new for key in old.merged):
            raise CannotSpliceError  # what a merge key brings can be overridden but not taken away
        pairs, moved = self._align_lists(old, new, entries)
        edits: list[Edit] = []
        for entry in entries:
            if entry.step in new:
                key = str(entry.step)
                edits += self._edit_value(old[key], new[key], entry, pairs.get(key), moved)
        edits += self._insertions(old, new, entries, moved)
        edits += self._deletions(entries, {entry.step for entry in entries if entry.step in new})
        return edits

    def _align_lists(
        self, old: Mapping, new: dict[str, JSONValue], entries: list[Entry]
    ) -> tuple[dict[str, Pairs], MovedItems]:
        """How the lists of a mapping pair up with the new ones, and the items that leave them."""
        pairs: dict[str, Pairs] = {}
        moved = MovedItems()
        for entry in entries:
            key = str(entry.step)
            value, target = old[key], new.get(key)
            if not isinstance(value, Sequence) or value.flow or value is target:
                continue
            if self._layout.is_alias(entry.value_start):
                continue
            pairs[key] = align(value, target) if isinstance(target, list) else []
            kept = set(pairs[key]) - {None}
            if len(kept) < len(value):
                for item_entry in self._layout.sequence_entries(value, entry.value_start):
                    if item_entry.step not in kept:
                        moved.offer(value[int(item_entry.step)], item_entry)
        return pairs, moved

    def _insertions(
        self, old: Mapping, new: dict[str, JSONValue], entries: list[Entry], moved: MovedItems
    ) -> list[Edit]:
        """New keys, each behind the key it follows in the new value, or else behind the first one that stays."""
        written = {entry.step: entry for entry in entries}
        leader = next(entry for entry in entries if entry.step in new)
        column = self._layout.column(entries[0].start)
        offset = sibling_offset(self._layout, old)
        edits: list[Edit] = []
        for key, value in new.items():
            if key in written:
                leader = written[key]
            elif key not in old.merged or not same_value(old[key], value):
                lines = self._entry_lines(key, value, column, offset, moved)
                edits.append(self._insert(self._layout.tail_end(leader), lines))
        return edits

    def _entry_lines(self, key: str, value: JSONValue, column: int, offset: int | None, moved: MovedItems) -> list[str]:
        style = self._style
        if offset is not None:
            style = replace(style, sequence_offset=offset)
        if not isinstance(value, list) or not value:
            return entry_lines(key, value, column, style)
        head = entry_lines(key, None, column, style)[0].removesuffix(" null")
        return [head, *self._list_lines(value, column + style.sequence_offset, moved)]

    # Lists

    def _edit_sequence(
        self, old: Sequence, new: list[JSONValue], start: int, pairs: Pairs, moved: MovedItems
    ) -> list[Edit]:
        entries = self._layout.sequence_entries(old, start)
        column = self._layout.column(entries[0].start)
        edits: list[Edit] = []
        inserted: list[Edit] = []
        leader: Entry | None = None
        for index, value in zip(pairs, new, strict=True):
            if index is not None:
                leader = entries[index]
                edits += self._edit_value(old[index], value, leader)
                continue
            lines = self._item_lines(value, column, moved)
            if leader is not None:
                inserted.append(self._insert(self._layout.tail_end(leader), lines))
            else:
                inserted.append(self._insert_at_head(entries[0], lines))
        return edits + inserted + self._deletions(entries, set(pairs))

    def _insert_at_head(self, first: Entry, lines: list[str]) -> Edit:
        newline = self._layout.newline
        if self._layout.begins_line(first.start):
            return self._insert(self._lead_start(first), lines)
        column = self._layout.column(first.start)  # the dash shares a line with what is around the list
        text = newline.join(lines)[column:] + newline + " " * column
        return Edit(first.start, first.start, text)

    def _list_lines(self, items: list[JSONValue], column: int, moved: MovedItems) -> list[str]:
        return [line for item in items for line in self._item_lines(item, column, moved)]

    def _item_lines(self, item: JSONValue, column: int, moved: MovedItems) -> list[str]:
        """The lines of an item that comes into a list: its old text where it had one in a list nearby."""
        source = moved.take(item)
        return item_lines(item, column, self._style) if source is None else self._moved_lines(source, item, column)

    def _moved_lines(self, source: Moved, item: JSONValue, column: int) -> list[str]:
        entry = source.entry
        edits = self._edit_value(source.item, item, entry)
        start, end = self._lead_start(entry), self._layout.tail_end(entry)
        text = apply_edits(self._layout.text, edits, start=start, end=end)
        old_column = self._layout.column(entry.start)
        if start == entry.start:
            text = " " * old_column + text
        lines = [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")]
        return [_shifted(line, column - old_column) for line in lines]

    # Both

    def _deletions(self, entries: list[Entry], kept: set[Any]) -> list[Edit]:
        """What takes out the entries whose step is not kept, their own comments with them."""
        edits: list[Edit] = []
        gone = [entry for entry in entries if entry.step not in kept]
        first = entries[0]
        if first in gone and not self._layout.begins_line(first.start):
            heir = next(entry for entry in entries if entry.step in kept)
            edits.append(Edit(first.start, heir.start, ""))  # the first one shares its line with a dash above
            gone = [entry for entry in gone if entry.start > heir.start]
        edits += [Edit(self._lead_start(entry), self._layout.tail_end(entry), "") for entry in gone]
        return edits

    def _lead_start(self, entry: Entry) -> int:
        """As the layout says, but comments atop the document are about the document."""
        start = self._layout.next_token(self._layout.after_properties(self._root.start))
        return self._layout.line_start(entry.start) if entry.start == start else self._layout.lead_start(entry)

    def _insert(self, index: int, lines: list[str]) -> Edit:
        newline = self._layout.newline
        text = newline.join(lines)
        if index > 0 and self._layout.text[index - 1] != "\n":  # behind a last line without line break
            return Edit(index, index, newline + text)
        return Edit(index, index, text + newline)


def _is_flow(value: object) -> bool:
    return isinstance(value, (Mapping, Sequence)) and value.flow and len(value) > 0


def _shares_keys(old: Mapping, new: dict[str, JSONValue]) -> bool:
    """Whether some key that is written in the old mapping lives on in the new one."""
    return any(key in new for key in old.marks if key not in old.merged)


def _keeps_some(pairs: Pairs) -> bool:
    return any(index is not None for index in pairs)


def _shifted(line: str, columns: int) -> str:
    if not line.strip():
        return line
    if columns >= 0:
        return " " * columns + line
    return line[min(-columns, len(line) - len(line.lstrip(" "))) :]


def _inline(value: JSONValue, quote: Quote) -> str:
    if isinstance(value, dict):
        return "{}"
    return "[]" if isinstance(value, list) else scalar_text(value, quote)
