"""The event stream of ruamel.yaml's parser: the C one where it is built, the pure Python one elsewhere.

Only events are taken. Both libraries' loaders and `compose` recurse in C without a guard and take the process down on
deeply nested input; the event stream stays calm, and the builder above it holds the limits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

if TYPE_CHECKING:
    from collections.abc import Callable

try:
    from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]
except ImportError:  # no C build for this platform
    CParser = None

__all__ = [
    "AliasEvent",
    "DocumentStartEvent",
    "MappingEndEvent",
    "MappingStartEvent",
    "NodeEvent",
    "ScalarEvent",
    "SequenceEndEvent",
    "SequenceStartEvent",
    "StreamEndEvent",
    "YAMLError",
    "has_c_parser",
    "next_event_of",
]

_SURROGATE = re.compile("[\ud800-\udfff]")


def has_c_parser() -> bool:
    """Whether this interpreter has the C build."""
    return CParser is not None


def next_event_of(text: str) -> Callable[[], Any]:
    """A function that gives the events of `text` one by one, stream start first.

    Calling it raises whatever the parser raises; `syntax_error` turns that into ours.
    """
    if CParser is not None:
        return CParser(text).get_event  # type: ignore[no-any-return]
    return _pure_events(text)


def _pure_events(text: str) -> Callable[[], Any]:
    from ruamel.yaml import YAML

    # NB: the pure reader takes a text without a stream only through YAML's own wiring.
    wiring = YAML(typ="safe", pure=True)
    wiring.get_constructor_parser(text)
    parser = wiring.parser

    def next_event() -> Any:
        event = parser.get_event()
        # NB: the pure scanner lets escapes make half a surrogate pair, which no UTF-8 text can hold.
        if event.__class__ is ScalarEvent and _SURROGATE.search(event.value):
            raise YAMLError("found invalid Unicode character escape code", event.start_mark)
        return event

    return next_event
