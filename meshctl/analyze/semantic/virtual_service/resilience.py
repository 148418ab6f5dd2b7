"""Fault injection and retries of a route."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.scalars import check_duration, check_durations
from meshctl.analyze.semantic.primitives import numbers
from meshctl.analyze.semantic.violation import Fault, quote

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field

_GRPC_CODES = frozenset(
    [
        "OK",
        "CANCELLED",
        "UNKNOWN",
        "INVALID_ARGUMENT",
        "DEADLINE_EXCEEDED",
        "NOT_FOUND",
        "ALREADY_EXISTS",
        "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION",
        "ABORTED",
        "OUT_OF_RANGE",
        "UNIMPLEMENTED",
        "INTERNAL",
        "UNAVAILABLE",
        "DATA_LOSS",
        "UNAUTHENTICATED",
    ],
)
_RETRY_POLICIES = frozenset(
    [
        "5xx",
        "gateway-error",
        "reset",
        "reset-before-request",
        "connect-failure",
        "retriable-4xx",
        "refused-stream",
        "retriable-status-codes",
        "retriable-headers",
        "envoy-ratelimited",
        "http3-post-connect-failure",
        "cancelled",
        "deadline-exceeded",
        "internal",
        "resource-exhausted",
        "unavailable",
    ],
)
# NB: written out, because the set that Python's http module knows changes with its version.
_STATUS_CODES = frozenset(
    {*range(100, 104), *range(200, 209), 226, *range(300, 306), 307, 308, *range(400, 419), *range(421, 427)}
    | {428, 429, 431, 451, *range(500, 509), 510, 511},
)


def validate_fault(fault: Field) -> None:
    """Report every broken rule of a fault that was written."""
    if not fault.present:
        return
    abort, delay = fault["abort"], fault["delay"]
    if not (abort.present or delay.present):
        fault.error("fault-empty", "the fault injects nothing", expected="abort or delay")
    _validate_abort(abort)
    _validate_delay(delay)


def _validate_abort(abort: Field) -> None:
    _check_percentage(abort)
    if abort["httpStatus"].present:
        abort["httpStatus"].check("abort-status", numbers.http_status(abort["httpStatus"].integer()))
    if abort["grpcStatus"].present:
        abort["grpcStatus"].check("abort-grpc-status", _grpc_code(abort["grpcStatus"].text()))
    if abort["http2Error"].present:
        abort["http2Error"].error(
            "abort-http2", "aborting with an HTTP/2 error is not supported", help="use httpStatus or grpcStatus"
        )


def _validate_delay(delay: Field) -> None:
    _check_percentage(delay)
    check_duration(delay["fixedDelay"])
    if delay["exponentialDelay"].present:
        delay["exponentialDelay"].error(
            "delay-exponential", "exponential delays are not supported", help="use fixedDelay"
        )


def _check_percentage(part: Field) -> None:
    value = part["percentage"]["value"]
    value.check("percentage", numbers.percentage(value.number()))


def _grpc_code(text: str) -> Fault | None:
    return None if text in _GRPC_CODES else Fault(f"{quote(text)} is not a gRPC status", "a name such as UNAVAILABLE")


def validate_retries(retries: Field) -> None:
    """Report every broken rule of retries that were written."""
    if not retries.present:
        return
    attempts = retries["attempts"]
    attempts.check("retry-attempts", numbers.not_negative(attempts.integer()))
    if attempts.integer() == 0:
        _refuse_without_attempts(retries)
    check_durations(retries, "perTryTimeout", "backoff")
    if retries["retryOn"].text():
        for policy in retries["retryOn"].text().split(","):
            retries["retryOn"].check("retry-on", _retry_policy(policy))


def _refuse_without_attempts(retries: Field) -> None:
    for useless in retries.having("perTryTimeout", "retryOn", "retryRemoteLocalities"):
        if useless.value != "":
            useless.error(
                "retry-without-attempts",
                f"{useless.path[-1]} has no effect with 0 attempts",
                help="set attempts, or remove it",
            )


def _retry_policy(text: str) -> Fault | None:
    if text in _RETRY_POLICIES or (re.fullmatch("[0-9]{3}", text) and int(text) in _STATUS_CODES):
        return None
    return Fault(
        f"{quote(text)} is not a retry condition", "a condition such as 5xx or connect-failure, or an HTTP status code"
    )
