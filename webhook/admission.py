"""The way of a review through HTTP: bounds, body, decoding, the handler, the answer, and what is told about it.

A handler is a plain function from an admission request to an `Answer`; it knows no HTTP and is tested without it.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from typing import TYPE_CHECKING, Protocol

from starlette.responses import PlainTextResponse, Response

from webhook.body import RefusalError, read_body
from webhook.protocol import PEER_KEY, WHOLE_KEY
from webhook.responses import Answer, Outcome, answer_for, denied, errored, response_of, soften
from webhook.review import NotJsonError, Review, ReviewError, read_review, write_review

if TYPE_CHECKING:
    from starlette.requests import Request

    from webhook.review import AdmissionRequest
    from webhook.service import Service

logger = logging.getLogger("webhook.review")

CONTENT_TYPE = "application/json"

# A body of this size takes a few milliseconds at most, less than a change of threads under load costs; larger ones go
# to the pool, so that the event loop goes on answering probes and the deadline can be kept.
INLINE_BYTES = 64 * 1024

# A review on the event loop that took longer sends the next ones to the pool: some template is slow.
SLOW_S = 0.05


class Handler(Protocol):
    """What a route does with one request; `path` is the URL's, percent-decoded."""

    def __call__(self, request: AdmissionRequest, path: str, /) -> Answer:
        """The answer; exceptions of the library may pass through."""
        ...


class AdmissionRoute:
    """The endpoint of one admission route."""

    def __init__(self, name: str, service: Service, handler: Handler, *, inline: bool) -> None:
        self._name = name
        self._service = service
        self._handler = handler
        self._inline = inline
        self._slow = False

    async def endpoint(self, request: Request) -> Response:
        """A review with its answer, or an HTTP error for what is no review."""
        telemetry = self._service.telemetry
        try:
            body = await self._admitted_body(request)
            with self._service.counted():
                return await self._reviewed(body, request.scope["path"], _whole_at(request))
        except RefusalError as refusal:
            telemetry.refused(refusal.code)
            # NB: the connection stays open although some of the body may still be on its way: closing it now would
            # reset it before the client reads this answer. The rest is thrown away, within the protocol's deadline.
            headers = {"retry-after": "1"} if refusal.code == 503 else None
            return PlainTextResponse(refusal.message + "\n", refusal.code, headers)

    async def _admitted_body(self, request: Request) -> bytes:
        settings = self._service.settings
        if settings.client_ca is not None and not request.scope.get("state", {}).get(PEER_KEY):
            raise RefusalError(403, "a client certificate is needed here")
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != CONTENT_TYPE:
            raise RefusalError(415, f"the content type must be {CONTENT_TYPE}")
        body = await read_body(request, settings.limit_bytes, self._service.buffer)
        if self._service.in_flight >= settings.max_reviews:
            raise RefusalError(503, f"{settings.max_reviews} reviews are being worked on already")
        self._shed(_whole_at(request))
        return body

    def _shed(self, whole_at: float) -> None:
        """Refuse a review that has waited too long since its last byte was read.

        NB: the API server's client waits for as long as Retry-After says and asks again, within `timeoutSeconds`.
        Source: k8s.io/client-go rest/with_retry.go.
        """
        waited_s = time.monotonic() - whole_at
        if waited_s > self._service.settings.max_wait_s:
            raise RefusalError(503, f"the review waited {waited_s:.1f} s for its turn; too many come at once")

    async def _reviewed(self, body: bytes, path: str, whole_at: float) -> Response:
        started = time.perf_counter()
        try:
            review = read_review(body)
            answer = await self._answer(review, path, len(body), whole_at)
        except NotJsonError as error:
            raise RefusalError(400, str(error)) from error
        except ReviewError as error:
            review = Review(uid=error.uid, request={}, api_version=error.api_version)
            answer = denied("unknown_review", str(error))
        answer = soften(answer, self._service.settings.on_fault)
        content = write_review(review.api_version, response_of(answer, review.uid))
        seconds = time.perf_counter() - started
        self._service.telemetry.reviewed(self._name, answer, seconds)
        log_review(self._name, review, answer, seconds)
        return Response(content, media_type=CONTENT_TYPE)

    async def _answer(self, review: Review, path: str, size: int, whole_at: float) -> Answer:
        if self._inline and size <= INLINE_BYTES and not self._slow:
            return self._timed(review, path)
        limit_s = self._service.settings.review_timeout_s
        work = asyncio.get_running_loop().run_in_executor(self._service.pool, self._pooled, review, path, whole_at)
        try:
            return await asyncio.wait_for(work, limit_s)
        except TimeoutError:
            return errored("deadline", f"the review took longer than {limit_s:g} s", code=504)

    def _pooled(self, review: Review, path: str, whole_at: float) -> Answer:
        self._shed(whole_at)
        return self._timed(review, path)

    def _timed(self, review: Review, path: str) -> Answer:
        started = time.perf_counter()
        try:
            return self._handler(review.request, path)
        except Exception as error:  # whatever it is, it becomes an answer
            answer = answer_for(error)
            if answer.outcome is Outcome.ERRORED:
                logger.exception("the review failed", extra={"fields": {"uid": review.uid}})
            return answer
        finally:
            self._slow = time.perf_counter() - started > SLOW_S


def _whole_at(request: Request) -> float:
    """When the request was read to its end; never, for the bound's purposes, under a server that does not tell."""
    whole_at: float = request.scope.get("state", {}).get(WHOLE_KEY, math.inf)
    return whole_at


def log_review(name: str, review: Review, answer: Answer, seconds: float) -> None:
    """One line a review: at debug level for what passed untouched, at info level for the rest."""
    level = logging.DEBUG if answer.outcome is Outcome.ALLOWED else logging.INFO
    if not logger.isEnabledFor(level):
        return
    request = review.request
    fields = {
        "path": name,
        "uid": review.uid,
        "namespace": request.get("namespace", ""),
        "name": request.get("name", ""),
        "dry_run": request.get("dryRun", False),
        "outcome": answer.outcome,
        "reason": answer.reason,
        "milliseconds": round(seconds * 1000, 3),
    }
    if answer.message:
        fields["fault"] = answer.message
    logger.log(level, "reviewed", extra={"fields": fields})
