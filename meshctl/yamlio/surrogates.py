r"""JSON writes characters beyond U+FFFF as two escapes (`\ud83d\ude00`), which YAML parsers refuse.

Python's json.dumps does so by default, so manifests made by scripts have them. Each escape is read as one of as many
private characters, which keeps every index true, and turned back in the scalars that come out.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_PRIVATE = re.compile("[\ue000-\ue7ff]|\\\\u[eE][0-7]")
_PRIVATE_PAIR = re.compile("([\ue000-\ue3ff])([\ue400-\ue7ff])")
_SHIFT = 0xE000 - 0xD800


def without_pairs(text: str) -> str | None:
    """The text, as long as before, with private characters for its surrogate pairs; None if there is no way.

    There is none in YAML proper, where such an escape is wrong, and none if the private characters are in use.
    """
    if not _PAIR.search(text) or _PRIVATE.search(text):
        return None
    try:
        json.loads(text)
    except ValueError:
        return None
    return _PAIR.sub(_private_escapes, text)


def with_pairs(next_event: Callable[[], Any]) -> Callable[[], Any]:
    """The events of such a text, their scalars as they were meant."""

    def restored() -> Any:
        event = next_event()
        value = getattr(event, "value", None)
        if value is not None:
            event.value = _PRIVATE_PAIR.sub(_character, value)
        return event

    return restored


def _private_escapes(match: re.Match[str]) -> str:
    before, high, low = match.groups()
    return f"{before}\\u{int(high, 16) + _SHIFT:04x}\\u{int(low, 16) + _SHIFT:04x}"


def _character(match: re.Match[str]) -> str:
    high, low = (ord(half) - 0xE000 for half in match.groups())
    return chr(0x10000 + (high << 10) + (low - 0x400))
