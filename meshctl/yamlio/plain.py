"""YAML that a program wrote (rendered templates, ConfigMap contents): plain dicts and lists, no positions kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from meshctl.yamlio.builder import MERGE_KEY, Builder
from meshctl.yamlio.events import MappingEndEvent, ScalarEvent, SequenceEndEvent
from meshctl.yamlio.limits import DEFAULT_LIMITS, Limits
from meshctl.yamlio.positions import TextPart

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue


def load_plain(
    text: str, *, name: str = "<text>", limits: Limits = DEFAULT_LIMITS, unique_keys: bool = False
) -> JSONValue:
    """The value of the first document in `text`, None if it has no content; what follows that document is not read.

    Scalars, merge keys and limits are those of manifests. Of repeated keys the last wins unless `unique_keys`. Values
    under aliases are shared, not copied.

    Raises:
        ManifestError: text that is not YAML or not JSON-like; the place is `name`, line and column.
        LimitError: nesting or aliases beyond the limits.
    Source: go-yaml's lenient Unmarshal, as sigs.k8s.io/yaml uses it.
    """
    part = TextPart(text=text.removeprefix("\ufeff"), name=name)
    root = PlainBuilder(part, limits, unique_keys=unique_keys).first_document()
    return None if root is None else cast("JSONValue", root.value)


class PlainBuilder(Builder):
    """The builder without positions: a fifth quicker, which the injection path feels."""

    __slots__ = ()

    def _expect_end(self) -> None:
        """Whatever follows the first document is left alone, as go-yaml does."""

    def _node(self, event: Any) -> Any:
        if event.__class__ is ScalarEvent and event.ctag is None and event.anchor is None:
            return event.value if event.style else self._plain(event)
        return super()._node(event)

    def _sequence(self, event: Any) -> Any:
        node: list[Any] = []
        next_event, read = self._next, self._node
        while (event := next_event()).__class__ is not SequenceEndEvent:
            node.append(read(event))
        return node

    def _mapping(self, event: Any) -> Any:
        node: dict[str, Any] = {}
        merges: list[dict[str, Any]] = []
        places: dict[str, int] | None = {} if self._unique_keys else None
        next_event, read = self._next, self._node
        while (event := next_event()).__class__ is not MappingEndEvent:
            key = event.value if event.__class__ is ScalarEvent and event.anchor is None else self._key(event)
            if key == MERGE_KEY and not event.style:
                merges += self._merge_sources(next_event())
                continue
            if places is not None:
                index = event.start_mark.index
                if places.setdefault(key, index) != index:
                    raise self._repeated(key, places[key], index)
            node[key] = read(next_event())
        for source in merges:
            node.update((key, value) for key, value in source.items() if key not in node)
        return node
