"""A progress line on a terminal, once a run takes longer than a second."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PATIENCE_S = 1.0
_INTERVAL_S = 0.1
_BAR_WIDTH = 30

T = TypeVar("T")


def with_progress(items: Sequence[T], what: str) -> Iterator[T]:
    """The items, while standard error shows how many are done: only on a terminal, only after a second."""
    if not sys.stderr.isatty():
        yield from items
        return
    started = time.monotonic()
    shown = 0.0
    for done, item in enumerate(items):
        now = time.monotonic()
        if now - started > _PATIENCE_S and now - shown > _INTERVAL_S:
            shown = now
            filled = _BAR_WIDTH * done // len(items)
            bar = "#" * filled + "." * (_BAR_WIDTH - filled)
            sys.stderr.write(f"\r[{bar}] {done}/{len(items)} {what}")
            sys.stderr.flush()
        yield item
    if shown:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
