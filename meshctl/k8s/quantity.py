"""Resource quantities: parsing, canonical text, comparison and sums, digit for digit as Kubernetes does them.

Source: k8s.io/apimachinery/pkg/api/resource.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache, total_ordering

# Anything finer is rounded away from zero: who asks for something gets something.
_FINEST_SCALE = -9
# Binary quantities are capped at what 64 bits hold.
_LARGEST_BINARY = 2**63 - 1
# Up to here the Go code works on 64-bit integers; the limit decides which texts count as canonical already.
_INT64_DIGITS = 18
# Longer texts and sums of amounts further apart (in powers of ten) are refused: they would cost more than they mean.
_LONGEST_TEXT = 1_000
_WIDEST_SUM = 2_000

_SHAPE = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)", re.ASCII)
_DECIMAL_SUFFIXES = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY_SUFFIXES = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_DECIMAL_NAMES = {exponent: suffix for suffix, exponent in _DECIMAL_SUFFIXES.items()}
_BINARY_NAMES = {exponent: suffix for suffix, exponent in _BINARY_SUFFIXES.items()}


class QuantityError(ValueError):
    """Text that is not a resource quantity."""


class Format(Enum):
    """Which family of suffixes a quantity was written with, and is written back with."""

    DECIMAL_SI = "DecimalSI"
    BINARY_SI = "BinarySI"
    DECIMAL_EXPONENT = "DecimalExponent"


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """An exact amount, `unscaled` times ten to the power `scale`; equality and order go by value alone."""

    unscaled: int
    scale: int = 0
    format: Format = Format.DECIMAL_SI
    text: str | None = None  # what was read, where Kubernetes writes just that back

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """The quantity that `text` stands for, such as `100m`, `1.5Gi` or `12e6`.

        Raises:
            QuantityError: the text is empty, has no number where one belongs, or ends in an unknown suffix.
        """
        shape = _SHAPE.fullmatch(text) if 0 < len(text) <= _LONGEST_TEXT else None
        if shape is None:
            raise QuantityError(
                f"{_shown(text)} is not a quantity: expected a number and a suffix, as in 100m or 1.5Gi"
            )
        sign, whole, fraction, suffix = shape.group(1), shape.group(2), shape.group(3) or "", shape.group(4)
        exponent, style = _interpret(suffix, text)
        # NB: a suffix alone is zero (`m`), except where Kubernetes leaves its short cut for small numbers (`Pi`).
        if not whole and not fraction and (exponent < _FINEST_SCALE or (style is Format.BINARY_SI and exponent > 40)):
            raise QuantityError(f"{_shown(text)} is not a quantity: it has no number before its suffix")
        whole = whole.lstrip("0") or "0"
        if style is Format.BINARY_SI:
            found = _binary(whole, fraction, exponent, text)
        else:
            found = _decimal(whole, fraction, exponent, style, text)
        return found if sign != "-" else cls(-found.unscaled, found.scale, found.format, found.text)

    def canonical(self) -> str:
        """The text Kubernetes writes: no fraction, the largest suffix that keeps the number whole.

        NB: beyond the largest suffix Kubernetes writes the bare number (`1000E` becomes `1`), and a text that is
        nearly canonical stays as it is (`+1`, `1.500`). Both are kept, since equal output is the point.
        """
        if self.text is not None:
            return self.text
        if self.unscaled == 0:
            return "0"
        if self.format is Format.BINARY_SI and self._fits_binary():
            return _write_binary(self.unscaled * 10**self.scale)
        return _write_decimal(self.unscaled, self.scale, self.format)

    def add(self, other: Quantity) -> Quantity:
        """The sum, in the format of the first that is not zero.

        Raises:
            QuantityError: the two lie so far apart that no exact sum makes sense.
        """
        if abs(self.scale - other.scale) > _WIDEST_SUM:
            raise QuantityError(f"{self.canonical()} and {other.canonical()} cannot be added exactly")
        scale = min(self.scale, other.scale)
        total = self.unscaled * _power(self.scale - scale) + other.unscaled * _power(other.scale - scale)
        return _reduced(total, scale, other.format if self.unscaled == 0 else self.format)

    def scaled(self, scale: int) -> int:
        """The amount in units of ten to the power `scale` (-3: thousandths), rounded away from zero."""
        if self.scale >= scale:
            return self.unscaled * _power(self.scale - scale)
        return _round_away(self.unscaled, scale - self.scale)

    def _fits_binary(self) -> bool:
        """Whether the amount is a whole number of at least 1024: smaller or broken ones are written as decimals."""
        return self.scale >= 0 and (self.scale > _INT64_DIGITS or abs(self.unscaled) * 10**self.scale >= 1024)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quantity) and _compare(self, other) == 0

    def __lt__(self, other: Quantity) -> bool:
        return _compare(self, other) < 0

    def __hash__(self) -> int:
        reduced = _reduced(self.unscaled, self.scale, self.format)
        return hash((reduced.unscaled, reduced.scale))


@lru_cache(maxsize=4096)
def canonical_text(text: str) -> str:
    """Canonical form of a quantity's text; surrounding blanks are allowed, as where Kubernetes reads JSON.

    Raises:
        QuantityError: the text is not a quantity.
    """
    return Quantity.parse(text.strip()).canonical()


def _interpret(suffix: str, text: str) -> tuple[int, Format]:
    if suffix in _DECIMAL_SUFFIXES:
        return _DECIMAL_SUFFIXES[suffix], Format.DECIMAL_SI
    if suffix in _BINARY_SUFFIXES:
        return _BINARY_SUFFIXES[suffix], Format.BINARY_SI
    exponent = re.fullmatch(r"[eE]([-+]?[0-9]{1,19})", suffix)
    # NB: Kubernetes cuts the exponent to 32 bits; whoever writes one that large is told instead.
    if exponent is not None and abs(int(exponent.group(1))) < 2**31:
        return int(exponent.group(1)), Format.DECIMAL_EXPONENT
    raise QuantityError(
        f"{_shown(text)} is not a quantity: unknown suffix {suffix!r}, expected m, k, M, Ki, Mi, e3 or such"
    )


def _decimal(whole: str, fraction: str, exponent: int, style: Format, text: str) -> Quantity:
    digits, scale = whole + fraction, exponent - len(fraction)
    if len(digits) > _INT64_DIGITS or scale < _FINEST_SCALE:
        return _reduced(int(digits), scale, style)
    as_read = scale % 3 == 0 and not digits.endswith("000") and digits[0] != "0"
    return Quantity(int(digits), scale, style, text if as_read else None)


def _binary(whole: str, fraction: str, exponent: int, text: str) -> Quantity:
    # The bound mirrors how many digits Go thinks fit into 64 bits beside the power of two.
    if not fraction and len(whole) <= 14 - exponent * 3 // 10:
        number = int(whole)
        return Quantity(number << exponent, 0, Format.BINARY_SI, text if number % 8 else None)
    amount = _reduced(int(whole + fraction) << exponent, -len(fraction), Format.BINARY_SI)
    if amount.unscaled and amount < _ONE:
        return Quantity(amount.unscaled, amount.scale)
    return min(amount, _CAP)


def _reduced(unscaled: int, scale: int, style: Format) -> Quantity:
    """The quantity without trailing zeros, and none finer than a billionth."""
    if unscaled == 0:
        return Quantity(0, 0, style)
    if scale < _FINEST_SCALE:
        unscaled, scale = _round_away(unscaled, _FINEST_SCALE - scale), _FINEST_SCALE
    zeros = len(text := str(unscaled)) - len(text.rstrip("0"))
    return Quantity(unscaled // 10**zeros, scale + zeros, style)


def _round_away(unscaled: int, places: int) -> int:
    """`unscaled` without its last `places` digits, rounded away from zero; never computes a needless power."""
    sign = -1 if unscaled < 0 else 1
    if places > len(str(abs(unscaled))):
        return sign if unscaled else 0
    return sign * -(-abs(unscaled) // _power(places))


def _power(exponent: int) -> int:
    """Ten to that power, which must not be negative."""
    return int(10**exponent)


def _compare(left: Quantity, right: Quantity) -> int:
    """-1, 0 or 1; magnitudes first, so that absurd exponents cost nothing."""
    one, two = (_reduced(amount.unscaled, amount.scale, amount.format) for amount in (left, right))
    signs = [(amount.unscaled > 0) - (amount.unscaled < 0) for amount in (one, two)]
    if signs[0] != signs[1] or signs[0] == 0:
        return (signs[0] > signs[1]) - (signs[0] < signs[1])
    sizes = [len(str(abs(amount.unscaled))) + amount.scale for amount in (one, two)]
    if sizes[0] != sizes[1]:
        return signs[0] if sizes[0] > sizes[1] else -signs[0]
    scale = min(one.scale, two.scale)
    first, second = (amount.unscaled * _power(amount.scale - scale) for amount in (one, two))
    return (first > second) - (first < second)


def _write_decimal(unscaled: int, scale: int, style: Format) -> str:
    reduced = _reduced(unscaled, scale, style)
    shift = reduced.scale % 3
    number, exponent = reduced.unscaled * 10**shift, reduced.scale - shift
    if style is Format.DECIMAL_EXPONENT:
        return f"{number}e{exponent}" if exponent else str(number)
    return f"{number}{_DECIMAL_NAMES.get(exponent, '')}"


def _write_binary(number: int) -> str:
    exponent = 0
    while number % 1024 == 0:
        number, exponent = number // 1024, exponent + 10
    return f"{number}{_BINARY_NAMES.get(exponent, '')}"


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")


_ONE = Quantity(1)
_CAP = Quantity(_LARGEST_BINARY, 0, Format.BINARY_SI)
