"""Files that are watched, parsed whole and swapped at once; what does not parse never replaces what does."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from meshctl.errors import MeshctlError

if TYPE_CHECKING:
    from collections.abc import Callable

    from webhook.files import FileSet, Fingerprint
    from webhook.telemetry import Telemetry

logger = logging.getLogger("webhook.reload")

# Somebody who writes two files needs a moment between them.
SETTLE_S = 0.1

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation(Generic[T]):
    """One set of files as it was parsed; `number` counts from 1."""

    number: int
    value: T


class Reloader(Generic[T]):
    """The current generation of one set of files.

    `parse` gets the content by name and gives the value, or raises MeshctlError or OSError; it is never called with a
    mixed set. A refused set is counted, logged once and left alone until the files change again.
    """

    def __init__(self, what: str, files: FileSet, parse: Callable[[dict[str, bytes]], T], telemetry: Telemetry) -> None:
        self.what = what
        self.current: Generation[T] | None = None
        self.fault: str = f"no {what} was loaded yet"
        self._files = files
        self._parse = parse
        self._telemetry = telemetry
        self._seen: Fingerprint | None = None

    @property
    def changed(self) -> bool:
        """Whether the files are others than those looked at last."""
        return self._files.fingerprint() != self._seen

    def load(self) -> bool:
        """Take the files over as they are now; False when they are refused and the old generation stays."""
        self._seen = self._files.fingerprint()
        try:
            value = self._parse(self._files.read())
        except (MeshctlError, OSError) as error:
            self._refuse(str(error))
            return False
        except Exception as error:  # a fault of ours must end neither the watch nor the service
            self._refuse(f"internal error: {error!r}")
            logger.debug("parsing %s failed", self.what, exc_info=True)
            return False
        self._take(value)
        return True

    async def watch(self, interval_s: float) -> None:
        """Look at the files for ever and load them, off the event loop, whenever they changed and settled."""
        while True:
            await asyncio.sleep(interval_s)
            if self.changed:
                await asyncio.sleep(SETTLE_S)
                await asyncio.to_thread(self.load)

    def _take(self, value: T) -> None:
        number = 1 if self.current is None else self.current.number + 1
        # One reference is replaced, so a review sees the old set or the new one and never a mixture.
        self.current = Generation(number=number, value=value)
        self.fault = ""
        self._telemetry.reloaded(self.what, generation=number)
        logger.info("%s taken over", self.what, extra={"fields": {"generation": number}})

    def _refuse(self, message: str) -> None:
        self.fault = message
        self._telemetry.reload_failed(self.what)
        kept = "nothing to serve" if self.current is None else f"generation {self.current.number} goes on serving"
        logger.error("%s refused, %s", self.what, kept, extra={"fields": {"fault": message}})
