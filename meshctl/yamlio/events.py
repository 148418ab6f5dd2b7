"""The event stream of ruamel.yaml's parser: the C one where it is built, the pure Python one elsewhere.

Only events are taken. Both libraries' loaders and `compose` recurse in C without a guard and take the process down on
deeply nested input; the event stream stays calm, and the builder above it holds the limits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ruamel.yaml.error import MarkedYAMLError, YAMLError
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

from meshctl.yamlio.surrogates import with_pairs, without_pairs

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
    "refuses_colon",
]

_SURROGATE = re.compile("[\ud800-\udfff]")


def has_c_parser() -> bool:
    """Whether this interpreter has the C build."""
    return CParser is not None


def refuses_colon(fault: YAMLError) -> bool:
    """Whether the C parser stumbled over a colon inside a plain value in brackets, as in `{image: nginx:1.27}`.

    NB: ruamel.yaml's C parser is libyaml 0.1.7, which refuses it; the parser of kubectl and the pure one here take it.
    """
    return CParser is not None and getattr(fault, "problem", None) == "found unexpected ':'"


def next_event_of(text: str, *, pure: bool = False) -> Callable[[], Any]:
    """A function that gives the events of `text` one by one, stream start first; `pure` chooses the pure parser.

    Calling it raises whatever the parser raises; `syntax_error` turns that into ours.
    """
    # NB: both parsers refuse the pairs; looking for the letters of one costs nothing beside the parse.
    paired = without_pairs(text) if "\\u" in text else None
    if paired is not None:
        return with_pairs(_parser_events(paired, pure=pure))
    return _parser_events(text, pure=pure)


def _parser_events(text: str, *, pure: bool) -> Callable[[], Any]:
    if CParser is not None and not pure:
        return CParser(text).get_event  # type: ignore[no-any-return]
    return _pure_events(text)


def _pure_events(text: str) -> Callable[[], Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.docinfo import DocInfo

    # NB: the pure reader takes a text without a stream only through YAML's own wiring, and its scanner notes a
    # %YAML directive in the last of the documents that a loader would have begun.
    wiring = YAML(typ="safe", pure=True)
    wiring.doc_infos.append(DocInfo())
    wiring.get_constructor_parser(text)
    parser = wiring.parser

    def next_event() -> Any:
        event = parser.get_event()
        # NB: the pure scanner lets escapes make half a surrogate pair, which no UTF-8 text can hold.
        if event.__class__ is ScalarEvent and _SURROGATE.search(event.value):
            raise MarkedYAMLError(problem="found invalid Unicode escape", problem_mark=event.start_mark)
        return event

    return next_event
