"""Ports, shares, durations and other quantities.

Durations are handled in whole nanoseconds. Source: istio/istio pkg/config/validation/agent/validation.go.
"""

from __future__ import annotations

import re

from meshctl.analyze.semantic.violation import Fault, quote
from meshctl.mesh.go_text import parse_duration_ns

MILLISECOND = 1_000_000
SECOND = 1_000 * MILLISECOND
_DIGITS = re.compile("[0-9]{1,9}")

PORT_EXPECTED = "a port number from 1 to 65535"
DURATION_EXPECTED = "a duration of at least 1ms in whole milliseconds, such as 1.5s"
MAX_TABLE_SIZE = 5_000_011


def port(number: int) -> Fault | None:
    """Why `number` is not a port."""
    return None if 1 <= number <= 65535 else Fault(f"{number} is not a port number", PORT_EXPECTED)


def port_text(text: str, *, lowest: int = 1) -> Fault | None:
    """Why the digits in `text` are not a port from `lowest` to 65535."""
    if _DIGITS.fullmatch(text) and lowest <= int(text) <= 65535:
        return None
    return Fault(f"{quote(text)} is not a port number", f"a port number from {lowest} to 65535")


def percent(number: int) -> Fault | None:
    """Why `number` is not a whole percentage."""
    return None if 0 <= number <= 100 else Fault(f"{number} is not a percentage", "a whole number from 0 to 100")


def percentage(number: float) -> Fault | None:
    """Why `number` is not a percentage with a fraction; below 0.0001 nothing but 0 can be expressed."""
    if number == 0 or 0.0001 <= number <= 100:
        return None
    return Fault(f"{number:g} is not a percentage", "0, or a number from 0.0001 to 100")


def share(number: float) -> Fault | None:
    """Why `number` does not lie within 0 to 100."""
    return None if 0 <= number <= 100 else Fault(f"{number:g} is not a percentage", "a number from 0 to 100")


def not_negative(number: int) -> Fault | None:
    """Why a count may not be `number`."""
    return None if number >= 0 else Fault(f"{number} is negative", "0 or more")


def http_status(number: int) -> Fault | None:
    """Why `number` is not a status that Envoy can answer with."""
    return None if 200 <= number <= 600 else Fault(f"{number} is not a valid status", "an HTTP status from 200 to 600")


def duration(text: str) -> Fault | None:
    """Why `text` is not a duration that the proxy can keep."""
    length = parse_duration_ns(text)
    if length is None:
        return _no_duration(text)
    if length < MILLISECOND:
        return Fault(f"{quote(text)} is shorter than 1ms", DURATION_EXPECTED)
    if length % MILLISECOND:
        return Fault(f"{quote(text)} is not a whole number of milliseconds", DURATION_EXPECTED)
    return None


def whole_seconds(text: str) -> Fault | None:
    """Why `text` is not a positive duration in whole seconds."""
    length = parse_duration_ns(text)
    if fault := duration(text):
        return fault
    return Fault(f"{quote(text)} is not a whole number of seconds", "whole seconds") if (length or 0) % SECOND else None


def connection_age(text: str) -> Fault | None:
    """Why `text` is not the longest age of a connection to the control plane."""
    length = parse_duration_ns(text)
    if length is None:
        return _no_duration(text)
    return Fault(f"{quote(text)} is negative", "0s or more") if length < 0 else None


def idle_timeout(text: str) -> Fault | None:
    """Why `text` is not a TCP idle timeout: a duration, or anything below 1ms to switch it off."""
    length = parse_duration_ns(text)
    return None if length is not None and length < MILLISECOND else duration(text)


def maglev_table_size(number: int) -> Fault | None:
    """Why `number` is not the size of a Maglev table: 1, or a prime of at most 5000010."""
    if 1 <= number < MAX_TABLE_SIZE and all(number % divisor for divisor in range(2, int(number**0.5) + 1)):
        return None
    return Fault(f"{number} is not a valid table size", "a prime number of at most 5000010")


def _no_duration(text: str) -> Fault:
    return Fault(
        f"{quote(text)} is not a duration", DURATION_EXPECTED, "write a number with a unit: 500ms, 1.5s, 2m, 1h30m"
    )
