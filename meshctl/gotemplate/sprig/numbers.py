"""Sprig's arithmetic, and how it makes numbers of anything."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from meshctl.gotemplate import numbers
from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.formatting import format_value
from meshctl.gotemplate.functions import function
from meshctl.gotemplate.text import check_items
from meshctl.gotemplate.views import Int8, Int16, Int32, Int64, Pointer, Uint, Uint8, Uint16, Uint32, Uint64

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

_INTEGERS: Final = frozenset({int, bool, Int8, Int16, Int32, Int64, Uint, Uint8, Uint16, Uint32, Uint64})
_MASK: Final = (1 << 64) - 1
_SIGN: Final = 1 << 63


def wrap64(value: int) -> int:
    """The value as 64 bits hold it."""
    return ((value + _SIGN) & _MASK) - _SIGN


def to_int(value: object) -> int:
    """A number of anything: text is read like a Go literal (0x1f, 010), what is no number counts as 0."""
    if isinstance(value, Pointer):
        value = value.target
    if type(value) in _INTEGERS:
        return wrap64(int(value))  # type: ignore[call-overload]
    if type(value) is float:
        return _truncated(value)
    return _integer_text(value) if type(value) is str else 0


def _truncated(value: float) -> int:
    """A float without its fraction; one too large for 64 bits becomes the smallest integer, as on amd64."""
    if not math.isfinite(value) or not -(2.0**63) <= value < 2.0**63:
        return -_SIGN
    return int(value)


def _integer_text(text: str) -> int:
    """The integer a text spells; `12.00` is 12."""
    head, point, zeros = text.rpartition(".")
    if point and zeros and not zeros.strip("0"):
        text = head
    value = numbers.parse_integer(text)
    return value if value is not None and numbers.INT64_MIN <= value <= numbers.INT64_MAX else 0


def to_float(value: object) -> float:
    """A float of anything; what is no number counts as 0."""
    if isinstance(value, Pointer):
        value = value.target
    if type(value) in _INTEGERS or type(value) is float:
        return float(value)  # type: ignore[arg-type]
    return (numbers.parse_float(value) or 0.0) if type(value) is str else 0.0


def atoi(text: str) -> int:
    """The decimal integer a text spells, else 0; beyond 64 bits the nearest one."""
    digits = text[1:] if text[:1] in {"+", "-"} else text
    if not (digits.isascii() and digits.isdigit()):
        return 0
    return min(max(int(text), numbers.INT64_MIN), numbers.INT64_MAX)


def to_decimal(value: object) -> int:
    """The number whose octal digits a value prints as."""
    text = format_value(value)
    digits = text.lstrip("+-") if text[:1] in {"+", "-"} else text
    if len(text) - len(digits) > 1 or not digits or not set(digits) <= set("01234567"):
        return 0
    number = int(text, 8)
    return number if numbers.INT64_MIN <= number <= numbers.INT64_MAX else 0


def add(*values: object) -> int:
    """The sum as 64-bit integers."""
    return wrap64(sum(map(to_int, values)))


def _add1(value: object) -> int:
    return wrap64(to_int(value) + 1)


def _sub(first: object, second: object) -> int:
    return wrap64(to_int(first) - to_int(second))


def _mul(first: object, *others: object) -> int:
    product = to_int(first)
    for other in others:
        product = wrap64(product * to_int(other))
    return product


def div(first: object, second: object) -> int:
    """The quotient without its fraction, rounded towards zero."""
    dividend, divisor = to_int(first), to_int(second)
    if divisor == 0:
        raise Fault("runtime error: integer divide by zero")
    quotient = abs(dividend) // abs(divisor)
    return wrap64(quotient if (dividend < 0) == (divisor < 0) else -quotient)


def mod(first: object, second: object) -> int:
    """The remainder, with the sign of the first."""
    dividend, divisor = to_int(first), to_int(second)
    if divisor == 0:
        raise Fault("runtime error: integer divide by zero")
    rest = abs(dividend) % abs(divisor)
    return -rest if dividend < 0 else rest


def _max(first: object, *others: object) -> int:
    return max(map(to_int, (first, *others)))


def _min(first: object, *others: object) -> int:
    return min(map(to_int, (first, *others)))


def maxf(first: object, *others: object) -> float:
    """The largest as a float; NaN if any is."""
    values = [to_float(first), *map(to_float, others)]
    return math.nan if any(map(math.isnan, values)) and math.inf not in values else max(values)


def minf(first: object, *others: object) -> float:
    """The smallest as a float; NaN if any is."""
    values = [to_float(first), *map(to_float, others)]
    return math.nan if any(map(math.isnan, values)) and -math.inf not in values else min(values)


def _floor(value: object) -> float:
    number = to_float(value)
    return float(math.floor(number)) if math.isfinite(number) else number


def _ceil(value: object) -> float:
    number = to_float(value)
    if not math.isfinite(number):
        return number
    return math.copysign(float(math.ceil(number)), number)


def round_(value: object, places: int, *threshold: float) -> float:
    """Rounded to decimal places, up from `threshold` (a half) on."""
    power = 10.0**places if -320 < places < 309 else math.inf if places > 0 else 0.0
    scaled = power * to_float(value)
    if not math.isfinite(scaled) or power == 0:
        return math.nan if math.isnan(scaled) or power in {0.0, math.inf} else scaled / power
    fraction = math.modf(scaled)[0]
    whole = _ceil(scaled) if fraction >= (threshold[0] if threshold else 0.5) else _floor(scaled)
    return whole / power


def until(count: int) -> list[int]:
    """The integers from 0 towards `count`, without it."""
    return until_step(0, count, -1 if count < 0 else 1)


def until_step(start: int, stop: int, step: int) -> list[int]:
    """The integers from `start` towards `stop` in steps; none where the step leads away."""
    if step == 0 or (stop < start) != (step < 0):
        return []
    numbers_ = range(start, stop, step)
    check_items(len(numbers_))
    return list(numbers_)


def seq(*bounds: int) -> str:
    """The integers of a range as text, bounds included: `seq end`, `seq start end`, `seq start step end`."""
    if len(bounds) not in {1, 2, 3}:
        return ""
    start = 1 if len(bounds) == 1 else bounds[0]
    end = bounds[-1]
    direction = -1 if end < start else 1
    step = bounds[1] if len(bounds) == 3 else direction
    if len(bounds) == 3 and direction < 0 and step > 0:
        return ""
    return " ".join(map(str, until_step(start, end + direction, step)))


def _decimals(operation: Callable[[Decimal, Decimal], Decimal], first: object, others: tuple[object, ...]) -> float:
    """The result of an operation on exact decimals, as the nearest float."""
    import decimal

    # 700 digits hold the sum of any two floats, and enough products for what templates do.
    with decimal.localcontext(decimal.Context(prec=2000, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN)):
        total = _exact(to_float(first))
        for other in others:
            total = operation(total, _exact(to_float(other)))
        return float(total) or 0.0  # Decimals of Go know no negative zero.


def _exact(value: float) -> Decimal:
    """The decimal that the shortest text of a float spells."""
    import decimal

    if not math.isfinite(value):
        raise Fault(f"Cannot create a Decimal from {value}")
    return decimal.Decimal(repr(value))


def _divide(dividend: Decimal, divisor: Decimal) -> Decimal:
    """The quotient to 16 places, halves away from zero."""
    import decimal

    if not divisor:
        raise Fault("decimal division by 0")
    return (dividend / divisor).quantize(decimal.Decimal("1e-16"), rounding=decimal.ROUND_HALF_UP)


def addf(*values: object) -> float:
    """The sum of exact decimals."""
    return _decimals(lambda one, other: one + other, 0.0, values)


def _add1f(value: object) -> float:
    return _decimals(lambda one, other: one + other, value, (1,))


def _subf(first: object, *others: object) -> float:
    return _decimals(lambda one, other: one - other, first, others)


def _mulf(first: object, *others: object) -> float:
    return _decimals(lambda one, other: one * other, first, others)


def _divf(first: object, *others: object) -> float:
    return _decimals(_divide, first, others)


FUNCTIONS: Final = {
    "add": function("...any -> int64", add),
    "add1": function("any -> int64", _add1),
    "add1f": function("any -> float64", _add1f),
    "addf": function("...any -> float64", addf),
    "atoi": function("string -> int", atoi),
    "biggest": function("any, ...any -> int64", _max),
    "ceil": function("any -> float64", _ceil),
    "div": function("any, any -> int64", div),
    "divf": function("any, ...any -> float64", _divf),
    "float64": function("any -> float64", to_float),
    "floor": function("any -> float64", _floor),
    "int": function("any -> int", to_int),
    "int64": function("any -> int64", to_int),
    "max": function("any, ...any -> int64", _max),
    "maxf": function("any, ...any -> float64", maxf),
    "min": function("any, ...any -> int64", _min),
    "minf": function("any, ...any -> float64", minf),
    "mod": function("any, any -> int64", mod),
    "mul": function("any, ...any -> int64", _mul),
    "mulf": function("any, ...any -> float64", _mulf),
    "round": function("any, int, ...float64 -> float64", round_),
    "seq": function("...int -> string", seq),
    "sub": function("any, any -> int64", _sub),
    "subf": function("any, ...any -> float64", _subf),
    "toDecimal": function("any -> int64", to_decimal),
    "until": function("int -> []int", until),
    "untilStep": function("int, int, int -> []int", until_step),
}
