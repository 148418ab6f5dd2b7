"""Scalars in Go's text forms: booleans, integers, floating point numbers and durations.

Annotations and settings are read by Go programs, so what counts as a number or a boolean is what Go's `strconv` and
`time` packages accept, not what Python does.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Final

_TRUE: Final = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE: Final = frozenset({"0", "f", "F", "FALSE", "false", "False"})
_INTEGER: Final = re.compile(r"[+-]?[0-9]+", re.ASCII)
_DURATION_PART: Final = re.compile(r"([0-9]*)(?:\.([0-9]*))?(ns|us|µs|μs|ms|s|m|h)", re.ASCII)
_NANOSECONDS: Final = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,
    "μs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_MAX_DURATION_NS: Final = 2**63 - 1


def parse_bool(text: str) -> bool | None:
    """The boolean that `strconv.ParseBool` reads, `None` for any other text."""
    if text in _TRUE:
        return True
    return False if text in _FALSE else None


def parse_int(text: str) -> int | None:
    """The decimal integer that `strconv.Atoi` reads, `None` for any other text; no blanks, no underscores."""
    return int(text) if _INTEGER.fullmatch(text) else None


def parse_uint(text: str, bits: int) -> int | None:
    """The number that `strconv.ParseUint` reads for `bits` bits, `None` for signs, blanks and values out of range."""
    if not (text.isascii() and text.isdigit()):
        return None
    number = int(text)
    return number if number < 2**bits else None


def parse_duration_ns(text: str) -> int | None:
    """Nanoseconds of a duration such as `1m30s`, as `time.ParseDuration` reads it; `None` if it is not one."""
    sign, rest = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    if rest == "0":
        return 0
    total, position = 0, 0
    while match := _DURATION_PART.match(rest, position):
        whole, fraction, unit = match.group(1), match.group(2) or "", match.group(3)
        if not whole and not fraction:
            return None
        total += int(Decimal(f"{whole or 0}.{fraction or 0}") * _NANOSECONDS[unit])
        position = match.end()
    if position == 0 or position != len(rest) or total > _MAX_DURATION_NS:
        return None
    return sign * total


def format_duration(nanoseconds: int) -> str:
    """A duration as Go prints it: `1m5s`, `1.5s`, `250ms`, `0s`."""
    if nanoseconds == 0:
        return "0s"
    sign, rest = ("-", -nanoseconds) if nanoseconds < 0 else ("", nanoseconds)
    if rest < _NANOSECONDS["s"]:
        unit = next(name for name in ("ms", "µs", "ns") if rest >= _NANOSECONDS[name])
        return f"{sign}{_fraction(rest, _NANOSECONDS[unit])}{unit}"
    hours, rest = divmod(rest, _NANOSECONDS["h"])
    minutes, rest = divmod(rest, _NANOSECONDS["m"])
    text = f"{_fraction(rest, _NANOSECONDS['s'])}s"
    if hours or minutes:
        text = f"{minutes}m{text}"
    return f"{sign}{hours}h{text}" if hours else sign + text


def _fraction(amount: int, unit: int) -> str:
    whole, rest = divmod(amount, unit)
    digits = str(rest).rjust(len(str(unit)) - 1, "0").rstrip("0") if rest else ""
    return f"{whole}.{digits}" if digits else str(whole)


def format_float(number: float) -> str:
    """A float64 as Go's `%v` prints it: `11`, `1.12`, `999999`, but `1e+06` and `2.0240101e+07`.

    The digits are the fewest that read back the same; below 1e-4 and from a million on there is an exponent.
    """
    if math.isnan(number) or number in (float("inf"), float("-inf")):
        return {"nan": "NaN", "inf": "+Inf", "-inf": "-Inf"}[str(number)]
    sign = "-" if number < 0 or str(number) == "-0.0" else ""
    mantissa, _, exponent = f"{Decimal(repr(abs(float(number)))):e}".partition("e")
    text = mantissa.replace(".", "").rstrip("0")
    point = int(exponent) + 1  # digits before the decimal point
    if number == 0:
        body = "0"
    elif -4 <= point - 1 < 6:
        body = _plain(text, point)
    else:
        body = _scientific(text, point - 1)
    return sign + body


def _plain(digits: str, point: int) -> str:
    if point <= 0:
        return "0." + "0" * -point + digits
    if point >= len(digits):
        return digits + "0" * (point - len(digits))
    return f"{digits[:point]}.{digits[point:]}"


def _scientific(digits: str, exponent: int) -> str:
    mantissa = digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "")
    return f"{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
