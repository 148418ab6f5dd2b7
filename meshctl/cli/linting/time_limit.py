"""A limit on the time one piece of work may take, so that no document can hang a hook or a CI job."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from meshctl.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Iterator

# A document of 20 MB parses in about ten seconds on a slow machine.
SECONDS_TO_READ_DOCUMENT = 60
SECONDS_TO_CHECK_RESOURCE = 20
SECONDS_FOR_RULE = 120


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """End the work inside when it has taken that long; regular expressions and parsers are interrupted too.

    No limit is kept outside the main thread, and where the system has no timers for processes.

    Raises:
        LimitError: it took too long.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def give_up(_number: int, _frame: object) -> None:
        raise LimitError(f"took longer than {seconds:g} s", remedy="split the document, or leave it out with `exclude`")

    previous = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
