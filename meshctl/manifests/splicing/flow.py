"""Edits inside braces and brackets, JSON documents included."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshctl.manifests.splicing.alignment import align
from meshctl.manifests.splicing.edits import CannotSpliceError, Edit, apply_edits
from meshctl.yamlio.nodes import Mapping, Sequence
from meshctl.yamlio.quoting import double_quoted, scalar_text, string_text
from meshctl.yamlio.values import same_value

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONScalar, JSONValue
    from meshctl.manifests.splicing.layout import Layout
    from meshctl.yamlio.quoting import Quote


_INDENTED_JSON = re.compile(r"\s*[{\[]\s*\n( +)")


@dataclass(frozen=True, slots=True)
class _Member:
    """One entry or item in the text: its step in the old value, and where it begins and ends, key included."""

    step: Any
    start: int
    end: int


class FlowSplicer:
    """Edits for flow collections of one text; `json_style` keeps to JSON's quoting whatever stands around."""

    def __init__(self, layout: Layout, *, json_style: bool) -> None:
        self._layout = layout
        self._text = layout.text
        self._json_style = json_style
        indented = _INDENTED_JSON.match(self._text) if json_style else None
        self._json_step = len(indented.group(1)) if indented else 0

    def replace_value(self, old: Any, new: JSONValue, start: int, end: int) -> list[Edit]:
        """The edits that make the value between `start` and `end` the new one."""
        if isinstance(old, Mapping) and isinstance(new, dict) and old and new:
            return self._edit_mapping(old, new, start)
        if isinstance(old, Sequence) and isinstance(new, list) and old and new:
            return self._edit_sequence(old, new, start)
        if same_value(old, new):
            return []
        return [Edit(start, end, self._value_text(new, start))]

    def _edit_mapping(self, old: Mapping, new: dict[str, JSONValue], start: int) -> list[Edit]:
        if old.merged or self._layout.is_alias(start):
            raise CannotSpliceError
        edits: dict[Any, list[Edit]] = {}
        for key, value in new.items():
            if key in old:
                mark = old.mark(key)
                edits[key] = self._edit_entry(old[key], value, mark.key_end, mark.start, mark.end)
        if old.keys() == new.keys():
            return [edit for found in edits.values() for edit in found]
        members = [_Member(key, mark[0], max(mark[1], mark[3])) for key, mark in old.marks.items()]
        quoted = self._json_style or self._text.startswith('"', members[0].start)
        pieces: list[tuple[_Member | None, str]] = []
        known = {member.step: member for member in members}
        for key in _in_old_order(old, new):
            member = known.get(key)
            if member is not None:
                pieces.append((member, apply_edits(self._text, edits[key], start=member.start, end=member.end)))
            else:
                name = double_quoted(key) if quoted else string_text(key)
                pieces.append((None, f"{name}: {self._value_text(new[key], members[0].start)}"))
        return self._rebuild(members, pieces, start)

    def _edit_entry(self, old: Any, new: JSONValue, key_end: int, start: int, end: int) -> list[Edit]:
        if start < end:
            return self.replace_value(old, new, start, end)
        if new is None:
            return []
        colon = self._layout.next_token(key_end)
        if self._text.startswith(":", colon):
            return [Edit(colon + 1, colon + 1, " " + self._value_text(new, start))]
        return [Edit(key_end, key_end, ": " + self._value_text(new, start))]

    def _edit_sequence(self, old: Sequence, new: list[JSONValue], start: int) -> list[Edit]:
        if self._layout.is_alias(start):
            raise CannotSpliceError
        members = [_Member(index, mark[0], mark[1]) for index, mark in enumerate(old.marks)]
        pairs = align(old, new)
        edits = {
            index: self.replace_value(old[index], value, *old.marks[index])
            for index, value in zip(pairs, new, strict=True)
            if index is not None
        }
        if pairs == list(range(len(old))):
            return [edit for found in edits.values() for edit in found]
        pieces: list[tuple[_Member | None, str]] = []
        for index, value in zip(pairs, new, strict=True):
            if index is None:
                pieces.append((None, self._value_text(value, members[0].start)))
            else:
                member = members[index]
                pieces.append((member, apply_edits(self._text, edits[index], start=member.start, end=member.end)))
        return self._rebuild(members, pieces, start)

    def _rebuild(self, members: list[_Member], pieces: list[tuple[_Member | None, str]], start: int) -> list[Edit]:
        """The inside of a collection anew: members keep their text, and what lay between them and old neighbours."""
        opening = self._layout.after_properties(start) + 1
        first_gap = self._text[opening : members[0].start]
        separator = self._separator(members, first_gap)
        before: dict[_Member | None, _Member | None] = dict(zip(members, [None, *members[:-1]], strict=True))
        inside: list[str] = []
        previous: _Member | None = None
        for position, (member, text) in enumerate(pieces):
            if position == 0:
                inside.append(first_gap)
            elif member is not None and previous is not None and before[member] is previous:
                inside.append(self._text[previous.end : member.start])
            else:
                inside.append(separator)
            inside.append(text)
            previous = member
        return [Edit(opening, members[-1].end, "".join(inside))]

    def _separator(self, members: list[_Member], first_gap: str) -> str:
        if len(members) > 1:
            gap = self._text[members[0].end : members[1].start]
            if "#" not in gap:
                return gap
        return "," + (first_gap if "\n" in first_gap and "#" not in first_gap else " ")

    def _value_text(self, value: JSONValue, start: int) -> str:
        """A value in flow style, quoted like the text at `start`, on several lines where its siblings are."""
        quote: Quote = '"' if self._json_style or self._text.startswith('"', start) else ""
        if self._json_style and self._json_step:
            line = self._layout.line_start(start)
            indent = len(self._text[line:start]) - len(self._text[line:start].lstrip(" "))
            return flow_text(value, quote, indent=indent, newline=self._layout.newline, step=self._json_step)
        return flow_text(value, quote)


def flow_text(
    value: JSONValue, quote: Quote = "", *, indent: int | None = None, newline: str = "\n", step: int = 2
) -> str:
    """A value in braces and brackets; with `indent`, members on lines of their own, the closing one at that column."""
    if not isinstance(value, (dict, list)) or not value:
        return _flow_scalar(value, quote)
    inner = None if indent is None else indent + step
    members = [flow_text(item, quote, indent=inner, newline=newline, step=step) for item in _members(value)]
    if isinstance(value, dict):
        members = [f"{string_text(key, quote)}: {text}" for key, text in zip(value, members, strict=True)]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    if indent is None:
        return opening + ", ".join(members) + closing
    margin = newline + " " * (indent + step)
    return opening + margin + ("," + margin).join(members) + newline + " " * indent + closing


def _members(value: dict[str, JSONValue] | list[JSONValue]) -> list[JSONValue]:
    return list(value.values()) if isinstance(value, dict) else value


def _flow_scalar(value: JSONScalar | dict[str, JSONValue] | list[JSONValue], quote: Quote) -> str:
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list):
        return "[]"
    return scalar_text(value, quote)


def _in_old_order(old: Mapping, new: dict[str, JSONValue]) -> list[str]:
    """The new keys: those of the old mapping in its order, each other one behind the key it follows in the new one."""
    kept = [key for key in old if key in new]
    followers: dict[str | None, list[str]] = {}
    leader: str | None = None
    for key in new:
        if key in old:
            leader = key
        else:
            followers.setdefault(leader, []).append(key)
    order: list[str] = followers.get(None, []) if not kept else []
    for position, key in enumerate(kept):
        order.append(key)
        order += followers.get(key, [])
        if position == 0:
            order += followers.get(None, [])
    return order
