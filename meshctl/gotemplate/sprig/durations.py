"""Go's durations: nanoseconds, `1h5m0s`."""

from __future__ import annotations

import re
from typing import Final

from meshctl.gotemplate.faults import Fault

SECOND: Final = 1_000_000_000
_UNITS: Final = {
    "ns": 1, "us": 1_000, "µs": 1_000, "μs": 1_000, "ms": 1_000_000,
    "s": SECOND, "m": 60 * SECOND, "h": 3600 * SECOND,
}  # fmt: skip
_PART: Final = re.compile(r"([0-9]*)(?:\.([0-9]*))?([^0-9.]+)")


def parse_duration(text: str) -> int:
    """The nanoseconds of a text such as `1h5m` or `-1.5s`; Fault for anything else."""
    body = text[1:] if text[:1] in {"+", "-"} else text
    if body == "0":
        return 0
    total = 0
    position = 0
    while position < len(body):
        match = _PART.match(body, position)
        if match is None or not (match.group(1) or match.group(2)) or match.group(3) not in _UNITS:
            raise Fault(f'invalid duration "{text}"')
        total += _nanoseconds(match.group(1), match.group(2) or "", _UNITS[match.group(3)])
        position = match.end()
    if not body or total > (1 << 63) - (not text.startswith("-")):
        raise Fault(f'invalid duration "{text}"')
    return -total if text.startswith("-") else total


def _nanoseconds(whole: str, fraction: str, unit: int) -> int:
    """A number of units; the fraction goes by way of a float, as in Go."""
    value = int(whole or 0) * unit
    if fraction:
        value += int(float(int(fraction)) * (unit / 10.0 ** len(fraction)))
    return value


def format_duration(nanoseconds: int) -> str:
    """`Duration.String`: `1h5m0s`, `1.5s`, `300ms`."""
    sign = "-" if nanoseconds < 0 else ""
    rest = abs(nanoseconds)
    if rest == 0:
        return "0s"
    for unit, size in (("ns", 1), ("µs", 1_000), ("ms", 1_000_000)):
        if rest < size * 1000:
            return f"{sign}{_decimal(rest, size)}{unit}"
    seconds = rest % (60 * SECOND)
    minutes = rest // (60 * SECOND)
    text = f"{_decimal(seconds, SECOND)}s"
    if minutes:
        text = f"{minutes % 60}m{text}"
    return f"{sign}{f'{minutes // 60}h' if minutes >= 60 else ''}{text}"


def _decimal(value: int, unit: int) -> str:
    """A number of units with what fraction there is."""
    digits = f"{value % unit:0{len(str(unit)) - 1}d}".rstrip("0") if unit > 1 else ""
    return f"{value // unit}{'.' + digits if digits else ''}"


def round_to(nanoseconds: int, unit: int) -> int:
    """The nearest multiple of a unit, halves away from zero."""
    rest = abs(nanoseconds) % unit
    rounded = abs(nanoseconds) - rest + (unit if rest * 2 >= unit else 0)
    return rounded if nanoseconds >= 0 else -rounded
