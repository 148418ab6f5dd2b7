"""HTTP on one connection, with an end to every wait.

uvicorn bounds idle connections only: a client that sends a byte now and then, or never reads its answer, holds one for
ever. Here one timer at a time covers each phase: TLS handshake and headers, body, answer.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

if TYPE_CHECKING:
    import asyncio

logger = logging.getLogger("webhook.protocol")

# How long a last word may take to leave before the connection is cut.
FAREWELL_S = 1.0

PEER_KEY = "meshctl.peer_certificate"
WHOLE_KEY = "meshctl.whole_at"  # when the last byte of the request was read, in seconds of the monotonic clock

_TIMEOUT_TEXT = b"the request was too slow\n"
_TIMEOUT_ANSWER = (
    b"HTTP/1.1 408 Request Timeout\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: %d\r\nconnection: close\r\n\r\n%b" % (len(_TIMEOUT_TEXT), _TIMEOUT_TEXT)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLimits:
    """Seconds for each phase, and how many connections one worker keeps open."""

    header_s: float
    body_s: float
    answer_s: float
    max_connections: int


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol with deadlines and a bound on connections."""

    def __init__(self, limits: ConnectionLimits, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._limits = limits
        self._timer: asyncio.TimerHandle | None = None
        self._reading = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accept the connection, or close it at once when there are too many."""
        super().connection_made(transport)
        if len(self.connections) > self._limits.max_connections:
            logger.warning("connection closed: %d are open", len(self.connections))
            transport.abort()
            return
        self._within(self._limits.header_s, "headers")

    def data_received(self, data: bytes) -> None:
        """Feed the parser; the first bytes of a request on an idle connection start its clock."""
        # NB: set before feeding, and not by the parser's callbacks: blank lines between requests never reach those.
        if self._timer is None:
            self._within(self._limits.header_s, "headers")
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Note that a request has begun, which may be while the one before it is still being answered."""
        self._reading = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Give the body its time, and show the application who the client proved to be."""
        self.scope["state"][PEER_KEY] = self.transport.get_extra_info("peercert")
        self._within(self._limits.body_s, "body")
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Give the answer its time.

        NB: a request refused early is answered before its body ends; then this is the wait for the next one, which
        uvicorn's keep-alive timer no longer covers.
        """
        self._reading = False
        self.scope["state"][WHOLE_KEY] = time.monotonic()
        self._within(self._limits.answer_s, "answer")
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Leave the connection to uvicorn's keep-alive timer, unless a further request has come or begun."""
        self._unwatch()
        if self.pipeline:
            self._within(self._limits.answer_s, "answer")
        elif self._reading:
            self._within(self._limits.header_s, "headers")
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timer."""
        self._unwatch()
        super().connection_lost(exc)

    def _within(self, seconds: float, phase: str) -> None:
        self._unwatch()
        self._timer = self.loop.call_later(seconds, self._expire, phase)

    def _answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle  # None before the first request, whatever uvicorn's types say
        return cycle is not None and cycle.response_started and not cycle.response_complete

    def _unwatch(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _expire(self, phase: str) -> None:
        self._timer = None
        if self.transport.is_closing():
            return
        logger.info("connection closed: %s took too long", phase, extra={"fields": {"client": self.client}})
        if phase != "answer" and not self._answering():
            self.transport.write(_TIMEOUT_ANSWER)
        self.transport.close()
        self.loop.call_later(FAREWELL_S, self.transport.abort)
