"""What translated CEL rules call: CEL's own semantics of errors, and the library functions of Kubernetes.

An evaluation error of CEL is an exception here: `EvaluationError` from this module, or what Python raises for a missing
key or an index out of range. `FAILURES` names them all.
Source: github.com/google/cel-spec, doc/langdef.md; k8s.io/apiserver pkg/cel/library.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshctl.k8s.names import dns_1123_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from meshctl.analyze.schema.go_url import Url


class EvaluationError(ValueError):
    """A CEL expression that has no value; the text says why."""


FAILURES = (EvaluationError, LookupError, TypeError, ValueError, AttributeError)

_DURATION = re.compile(r"[-+]?(?:0|(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)")
_DURATION_PART = re.compile(r"([0-9]*)\.?([0-9]*)([a-zµμ]+)")
_NANOSECONDS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,
    "μs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_INT64_MAX = 2**63 - 1
_INTEGER = re.compile(r"[-+]?[0-9]{1,19}")


def both(left: Callable[[], Any], right: Callable[[], Any]) -> bool:
    """`left && right`: false if either is false, even where the other fails."""
    try:
        first = left()
    except FAILURES:
        if not right():
            return False
        raise
    return bool(first and right())


def either(left: Callable[[], Any], right: Callable[[], Any]) -> bool:
    """`left || right`: true if either is true, even where the other fails."""
    try:
        first = left()
    except FAILURES:
        if right():
            return True
        raise
    return bool(first or right())


def every(predicate: Callable[[Any], Any], items: Iterable[Any]) -> bool:
    """`items.all(predicate)`: false if one is false, even where others fail."""
    failure: Exception | None = None
    for item in items:
        try:
            if not predicate(item):
                return False
        except FAILURES as error:
            failure = error
    if failure is not None:
        raise failure
    return True


def some(predicate: Callable[[Any], Any], items: Iterable[Any]) -> bool:
    """`items.exists(predicate)`: true if one is true, even where others fail."""
    return not every(lambda item: not predicate(item), items)


def matches(text: str, pattern: str) -> bool:
    """Whether `pattern`, already in Python's notation, is found in `text`."""
    return re.search(pattern, text) is not None


def substring(text: str, start: int, end: int | None = None) -> str:
    """The characters from `start` up to `end`.

    Raises:
        EvaluationError: the text is shorter than that.
    """
    stop = len(text) if end is None else end
    if not 0 <= start <= stop <= len(text):
        raise EvaluationError(f"there are no characters {start} to {stop} in a text of {len(text)}")
    return text[start:stop]


def to_int(text: str) -> int:
    """The decimal integer that `text` spells.

    Raises:
        EvaluationError: it spells none, or one beyond 64 bits.
    """
    if _INTEGER.fullmatch(text) is None or not -_INT64_MAX - 1 <= int(text) <= _INT64_MAX:
        raise EvaluationError(f"{text[:40]!r} is not an integer")
    return int(text)


def duration(text: str) -> int:
    """The nanoseconds of a duration in Go's notation: `1h30m`, `0.5s`, `-10ms`, `0`.

    Raises:
        EvaluationError: the text is no duration, or longer than 292 years.
    """
    if _DURATION.fullmatch(text) is None:
        raise EvaluationError(f"{text[:40]!r} is not a duration")
    total = sum(_part_nanoseconds(*part.groups()) for part in _DURATION_PART.finditer(text.lstrip("+-")))
    if total > _INT64_MAX:
        raise EvaluationError(f"{text[:40]!r} is longer than a duration can be")
    return -total if text.startswith("-") else total


def _part_nanoseconds(whole: str, fraction: str, unit: str) -> int:
    # Twenty digits are beyond 64 bits of nanoseconds already; more would only cost time.
    if len(whole.lstrip("0")) > 20:
        return _INT64_MAX + 1
    fraction = fraction[:20]
    digits = int(whole + fraction or "0")
    scale = int("1" + "0" * len(fraction))
    return digits * _NANOSECONDS[unit] // scale


def is_ip(text: str) -> bool:
    """Whether `text` is an IP address: no zone, no IPv4 address in IPv6 notation."""
    from ipaddress import IPv6Address, ip_address

    try:
        address = ip_address(text)
    except ValueError:
        return False
    return not (isinstance(address, IPv6Address) and ("%" in text or address.ipv4_mapped is not None))


def is_url(text: str) -> bool:
    """Whether `text` is an absolute URL or an absolute path."""
    from meshctl.analyze.schema.go_url import parse_request_uri

    try:
        parse_request_uri(text)
    except ValueError:
        return False
    return True


def url(text: str) -> Url:
    """The parts of an absolute URL or path.

    Raises:
        EvaluationError: `text` is neither.
    """
    from meshctl.analyze.schema.go_url import parse_url

    try:
        return parse_url(text)
    except ValueError as error:
        raise EvaluationError(str(error)) from None


@dataclass(frozen=True, slots=True)
class NamedFormat:
    """A format that CEL can check a text against."""

    name: str
    accepts: Callable[[str], bool]

    def validate(self, text: str) -> tuple[str, ...]:
        """An optional of CEL: empty where `text` has the format, else one element that says what is wrong.

        NB: upstream compares the result with null, and an optional, even an empty one, is never equal to null.
        """
        return () if self.accepts(text) else (f"not a {self.name}",)


_NAMED_FORMATS = {"dns1123Label": NamedFormat("dns1123Label", lambda text: dns_1123_label(text) is None)}


def format_named(name: str) -> NamedFormat:
    """The format that rules call `format.<name>()`."""
    return _NAMED_FORMATS[name]
