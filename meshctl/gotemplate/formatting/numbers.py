"""Numbers as Go's fmt and strconv write them."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from meshctl.gotemplate.formatting.flags import PLAIN, Flags, pad

_MANTISSA_BITS: Final = 52
# `%g` with the shortest digits writes powers of ten from here on in scientific notation.
_FIRST_SCIENTIFIC_POWER: Final = 6


def format_integer(value: int, base: int, flags: Flags, verb: str = "d") -> str:
    """An integer in base 2, 8, 10 or 16; `X` gives capital digits, `O` the prefix 0o."""
    if flags.precision == 0 and value == 0:
        return pad("", replace(flags, zero=False))
    digits = _digits(abs(value), base)
    least = flags.precision
    if least is None and flags.zero and not flags.minus and flags.width is not None:
        least = flags.width - (1 if value < 0 or flags.plus or flags.space else 0)
    digits = digits.rjust(least or 0, "0")
    digits = _prefix(digits, base, flags, verb) + digits
    if verb == "X":
        digits = digits.upper()
    sign = "-" if value < 0 else "+" if flags.plus else " " if flags.space else ""
    return pad(sign + digits, flags, zero=False)


def _digits(value: int, base: int) -> str:
    """A natural number in a base."""
    return {2: f"{value:b}", 8: f"{value:o}", 16: f"{value:x}"}.get(base) or str(value)


def _prefix(digits: str, base: int, flags: Flags, verb: str) -> str:
    """What `#` and `O` put before the digits."""
    prefix = ""
    if flags.sharp:
        prefix = {2: "0b", 8: "" if digits.startswith("0") else "0", 16: "0x"}.get(base, "")
    return "0o" + prefix if verb == "O" else prefix


def format_unicode(value: int, flags: Flags) -> str:
    """`%U`: U+0078, with `#` the character itself after it."""
    digits = f"{value & 0xFFFFFFFFFFFFFFFF:X}".rjust(max(4, flags.precision or 0), "0")
    text = f"U+{digits}"
    if flags.sharp and 0 <= value <= 0x10FFFF and chr(value).isprintable():
        text += f" '{chr(value)}'"
    return pad(text, flags, zero=False)


def format_float(value: float, verb: str, precision: int | None, flags: Flags = PLAIN) -> str:
    """A float under `e E f g G x X b`; `precision` None is the shortest text that reads back equal."""
    if flags.precision is not None:
        precision = flags.precision
    number = float_text(value, verb, precision)
    sign = "-" if number.startswith("-") else "+"
    number = number.lstrip("+-")
    if not math.isfinite(value):
        return _not_finite(sign, number, flags)
    if flags.sharp and verb != "b":
        number = _with_trailing_zeros(number, verb, precision)
    shown = sign if sign == "-" or flags.plus else " " if flags.space else ""
    if shown and flags.zero and not flags.minus and flags.width is not None:
        return shown + number.rjust(flags.width - 1, "0")
    return pad(shown + number, flags)


def _not_finite(sign: str, number: str, flags: Flags) -> str:
    """Infinity or not-a-number, which are never padded with zeros."""
    if flags.space and not flags.plus and sign == "+":
        sign = " "
    elif number == "NaN" and not flags.plus:
        sign = ""
    return pad(sign + number, flags, zero=False)


def _with_trailing_zeros(number: str, verb: str, precision: int | None) -> str:
    """What `#` keeps: the decimal point, and for `g` the zeros behind it."""
    digits = (6 if precision is None else precision) if verb in "gGxX" else 0
    tail = ""
    split = next((index for index, mark in enumerate(number) if mark in ("pP" if verb in "xX" else "eEpP")), None)
    if split is not None:
        number, tail = number[:split], number[split:]
    significant = number.replace(".", "").lstrip("0")
    digits -= len(significant)
    if "." not in number:
        digits -= number == "0"
        number += "."
    return number + "0" * max(digits, 0) + tail


def float_text(value: float, verb: str, precision: int | None) -> str:
    """`strconv.FormatFloat(value, verb, precision, 64)`."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    if verb in "xX":
        text = _hexadecimal(value, precision)
        return text.upper() if verb == "X" else text
    if verb == "b":
        return _binary(value)
    text = _shortest(value, verb.lower()) if precision is None else _rounded(value, verb.lower(), precision)
    return text.upper() if verb in "EG" else text


def _rounded(value: float, verb: str, precision: int) -> str:
    """A float with a given number of digits."""
    if verb == "g":
        return format(value, f".{precision or 1}g")
    return format(value, f".{precision}{verb}")


def _shortest(value: float, verb: str) -> str:
    """The shortest digits that read back as the same float."""
    mantissa, _, exponent = repr(value).partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if not digits:
        digits, point = "0", 1
    power = point - 1
    if verb == "e" or (verb == "g" and not -4 <= power < _FIRST_SCIENTIFIC_POWER):
        return sign + _scientific(digits, power)
    return sign + _positional(digits, point)


def _scientific(digits: str, power: int) -> str:
    """`1.5e+06`."""
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{mantissa}e{'-' if power < 0 else '+'}{abs(power):02d}"


def _positional(digits: str, point: int) -> str:
    """`1500000` or `0.0015`."""
    if point <= 0:
        return "0." + "0" * -point + digits
    if point >= len(digits):
        return digits + "0" * (point - len(digits))
    return digits[:point] + "." + digits[point:]


def _hexadecimal(value: float, precision: int | None) -> str:
    """`0x1.8p+01`."""
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    mantissa, power = _parts(abs(value))
    if value == 0:
        return f"{sign}0x0{'.' + '0' * precision if precision else ''}p+00"
    if precision is not None and precision < 13:
        shift = 4 * (13 - precision)
        half, rest = 1 << (shift - 1), mantissa & ((1 << shift) - 1)
        mantissa >>= shift
        mantissa += rest > half or (rest == half and mantissa & 1)
        mantissa <<= shift
        if mantissa >> 53:
            mantissa, power = mantissa >> 1, power + 1
    fraction = f"{mantissa & ((1 << _MANTISSA_BITS) - 1):013x}"
    fraction = fraction.rstrip("0") if precision is None else fraction[:precision].ljust(precision, "0")
    exponent = power + _MANTISSA_BITS
    return f"{sign}0x1{'.' + fraction if fraction else ''}p{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _parts(value: float) -> tuple[int, int]:
    """A 53-bit mantissa and the power of two it is multiplied by."""
    if value == 0:
        return 0, 0
    fraction, exponent = math.frexp(value)
    return int(math.ldexp(fraction, 53)), exponent - 53


def _binary(value: float) -> str:
    """`%b`: the mantissa as a decimal integer and a power of two."""
    mantissa, power = _parts(abs(value))
    if value == 0:
        power = -1074
    while value and power < -1074:
        mantissa, power = mantissa >> 1, power + 1
    return f"{'-' if math.copysign(1.0, value) < 0 else ''}{mantissa}p{power:+d}"


def format_complex(value: complex, verb: str, flags: Flags) -> str:
    """`(1+2i)`."""
    precision = 6 if verb in "feE" else None
    real = format_float(value.real, verb, precision, flags)
    imaginary = format_float(value.imag, verb, precision, replace(flags, plus=True))
    return f"({real}{imaginary}i)"
