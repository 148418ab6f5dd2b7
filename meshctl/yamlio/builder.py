"""Events to values with positions: the one place where text from outside becomes objects of ours."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from meshctl.errors import ManifestError, MeshctlError
from meshctl.yamlio.anchors import Anchors, too_deep
from meshctl.yamlio.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
    YAMLError,
    next_event_of,
    refuses_colon,
)
from meshctl.yamlio.limits import DEFAULT_LIMITS, Limits
from meshctl.yamlio.nodes import Mapping, Root, Sequence
from meshctl.yamlio.scalars import resolve_plain, resolve_tagged

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshctl.yamlio.positions import TextPart

MERGE_KEY: Final = "<<"


def build(part: TextPart, *, limits: Limits = DEFAULT_LIMITS, unique_keys: bool = True) -> Root | None:
    """The first document of a text with the place of everything in it; None if the text has no content.

    Keys are the literal text (`on:` is "on", `1:` is "1"). Merge keys are applied, explicit keys win. Anchors may be
    defined anew. With `unique_keys` off, the last of repeated keys wins, as in go-yaml's lenient mode.

    Raises:
        ManifestError: text that is not YAML, not JSON-like (a mapping as key, infinity) or repeats a key.
        LimitError: nesting or aliases beyond the limits.
    """
    return Builder(part, limits, unique_keys=unique_keys).first_document()


# A text is read a second time, by the pure parser, only up to this many characters: that parser takes its time.
_LONGEST_SECOND_READING: Final = 2**20


class Builder:
    """Turns one text's events into values; made for one use."""

    __slots__ = ("_anchors", "_depth", "_end", "_limits", "_next", "_part", "_unique_keys")

    def __init__(self, part: TextPart, limits: Limits, *, unique_keys: bool) -> None:
        self._part = part
        self._limits = limits
        self._unique_keys = unique_keys
        self._anchors = Anchors(part, limits)
        self._depth = 0
        self._end = 0  # index after the last scalar or bracket seen: where block collections really end

    def first_document(self) -> Root | None:
        """See `build`."""
        text = self._part.text
        try:
            try:
                return self._read(next_event_of(text))
            except YAMLError as fault:
                if not refuses_colon(fault) or len(text) > _LONGEST_SECOND_READING:
                    raise
                self._anchors = Anchors(self._part, self._limits)
                self._depth = self._end = 0
                return self._read(next_event_of(text, pure=True))
        except MeshctlError:
            raise
        except (YAMLError, ValueError, IndexError) as fault:  # the last two come from the pure parser on broken input
            from meshctl.yamlio.faults import syntax_error  # its table is only worth loading for broken text

            raise syntax_error(fault, self._part) from None

    def _read(self, next_event: Callable[[], Any]) -> Root | None:
        self._next = next_event
        event = self._next()
        while event.__class__ is not DocumentStartEvent:
            if event.__class__ is StreamEndEvent:
                return None
            event = self._next()
        event = self._next()
        start = event.start_mark.index
        value = self._node(event)
        root = Root(value, start, self._end)
        self._expect_end()
        return root

    def _expect_end(self) -> None:
        self._next()
        event = self._next()
        if event.__class__ is not StreamEndEvent:
            raise self._fault(
                "a second document begins here", event, "separate documents by a line that holds only ---"
            )

    def _node(self, event: Any) -> Any:
        kind = event.__class__
        if kind is ScalarEvent:
            self._end = event.end_mark.index
            if event.ctag is None and event.anchor is None:  # nearly every scalar there is
                return event.value if event.style else self._plain(event)
            return self._decorated_scalar(event)
        if kind is AliasEvent:
            self._end = event.end_mark.index
            return self._anchors.use(event.anchor, self._depth, event.start_mark.index)
        return self._collection(event)

    def _collection(self, event: Any) -> Any:
        self._depth += 1
        if self._depth > self._limits.depth:
            raise too_deep(self._limits, self._part, event.start_mark.index)
        if event.anchor is not None:
            self._anchors.open(event.anchor)
        value = self._mapping(event) if event.__class__ is MappingStartEvent else self._sequence(event)
        if event.anchor is not None:
            self._anchors.define(event.anchor, value)
        self._depth -= 1
        return value

    def _sequence(self, event: Any) -> Any:
        node = Sequence()
        node.flow = bool(event.flow_style)
        node.marks = marks = []
        next_event, self._end = self._next, event.end_mark.index
        while (event := next_event()).__class__ is not SequenceEndEvent:
            start = event.start_mark.index
            node.append(self._node(event))
            marks.append((start, self._end))
        if node.flow:
            self._end = event.end_mark.index
        return node

    def _mapping(self, event: Any) -> Any:
        node = Mapping()
        node.flow = bool(event.flow_style)
        marks: dict[str, tuple[int, int, int, int]] = {}
        node.marks = marks
        node.merged = frozenset()
        merges: list[Mapping] = []
        next_event, read, self._end = self._next, self._node, event.end_mark.index
        while (event := next_event()).__class__ is not MappingEndEvent:
            key = event.value if event.__class__ is ScalarEvent and event.anchor is None else self._key(event)
            key_start, key_end = event.start_mark.index, event.end_mark.index
            if key == MERGE_KEY and not event.style:
                merges += self._merge_sources(next_event())
                continue
            if key in marks and self._unique_keys:
                raise self._repeated(key, marks[key][0], key_start)
            event = next_event()
            start = event.start_mark.index
            node[key] = read(event)
            marks[key] = (key_start, key_end, start, self._end)
        if node.flow:
            self._end = event.end_mark.index
        if merges:
            _apply_merges(node, merges)
        return node

    def _plain(self, event: Any) -> Any:
        value = resolve_plain(event.value)
        if value.__class__ is float and not isfinite(value):
            raise self._fault(
                f"{event.value!r} is a number that JSON cannot hold", event, "put it in quotes if text is meant"
            )
        return value

    def _decorated_scalar(self, event: Any) -> Any:
        if event.ctag is not None:
            value = self._tagged(event)
        elif event.style:
            value = event.value
        else:
            value = self._plain(event)
        if event.anchor is not None:
            self._anchors.define(event.anchor, value)
        return value

    def _tagged(self, event: Any) -> Any:
        try:
            value = resolve_tagged(event.value, str(event.ctag))
        except ValueError as fault:
            raise self._fault(str(fault), event, "correct the value or remove the tag") from None
        if value.__class__ is float and not isfinite(value):
            raise self._fault(
                f"{event.value!r} is a number that JSON cannot hold", event, "put it in quotes if text is meant"
            )
        return value

    def _key(self, event: Any) -> str:
        if event.__class__ is ScalarEvent:
            if event.anchor is not None:
                self._anchors.define(event.anchor, event.value)
            return str(event.value)
        if event.__class__ is AliasEvent:
            key = self._anchors.use(event.anchor, self._depth, event.start_mark.index)
            if isinstance(key, str):
                return key
        raise self._complex_key(event)

    def _merge_sources(self, event: Any) -> list[Any]:
        value = self._node(event)
        sources = value if isinstance(value, list) else [value]
        if not all(isinstance(source, dict) for source in sources):
            raise self._fault(
                "the merge key << takes a mapping or a list of mappings", event, "give it an alias to one"
            )
        return sources

    def _complex_key(self, event: Any) -> ManifestError:
        index = event.start_mark.index
        opening = self._part.text.rfind("{{", max(index - 1, 0), index + 2)
        if opening >= 0:
            from meshctl.yamlio.faults import TEMPLATE_REMEDY

            place = self._part.place(opening)
            return ManifestError("'{{' begins a template, not YAML", place=place, remedy=TEMPLATE_REMEDY)
        return self._fault("a mapping or list cannot be a key", event, "use text as key, in quotes if it has brackets")

    def _repeated(self, key: str, first: int, index: int) -> ManifestError:
        before = self._part.position(first)
        return ManifestError(
            f"the key {key!r} is given twice, first at line {before.line}, column {before.column}",
            place=self._part.place(index),
            remedy="keep one of the two: which one counts differs between tools",
        )

    def _fault(self, message: str, event: Any, remedy: str) -> ManifestError:
        return ManifestError(message, place=self._part.place(event.start_mark.index), remedy=remedy)


def _apply_merges(node: Mapping, sources: list[Mapping]) -> None:
    """Add what the merge keys bring: explicit keys win, then earlier sources."""
    merged = set()
    for source in sources:
        for key, value in source.items():
            if key not in node:
                node[key] = value
                node.marks[key] = source.marks[key]
                merged.add(key)
    node.merged = frozenset(merged)
