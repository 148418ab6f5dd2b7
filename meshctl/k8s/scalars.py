"""JSON forms of the scalar types: numbers, quantities, ports by number or name, times, base64.

Every function takes a JSON value and gives the form Go would write, the very same object when nothing changes.
It raises `ScalarError`, whose text says what was expected, for a value Go would refuse. Null is not their business.

Source: encoding/json, k8s.io/apimachinery/pkg/{api/resource,util/intstr,apis/meta/v1}.
"""

from __future__ import annotations

import binascii
import math
import re
import struct
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from meshctl.k8s.quantity import QuantityError, canonical_text

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue

_INT32 = range(-(2**31), 2**31)
_INT64 = range(-(2**63), 2**63)

_RFC3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|([+-])(\d\d):(\d\d))", re.ASCII
)  # fmt: skip


class ScalarError(ValueError):
    """A value that does not fit its scalar type; the text names what was expected."""


def text(value: JSONValue) -> JSONValue:
    """A string and nothing else."""
    if value.__class__ is str or isinstance(value, str):
        return value
    raise ScalarError("a string")


def string_from_yaml(value: JSONValue) -> JSONValue:
    """A string, from a plain number or boolean too: `true`, `15020`, `1e+06`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return yaml_text(value) if isinstance(value, float) else text(value)


def boolean(value: JSONValue) -> JSONValue:
    """True or false and nothing else."""
    if value is True or value is False:
        return value
    raise ScalarError("true or false")


def int32(value: JSONValue) -> JSONValue:
    """A whole number of 32 bits; `3.0` is one."""
    return _whole(value, _INT32, "a whole number of 32 bits")


def int64(value: JSONValue) -> JSONValue:
    """A whole number of 64 bits; `3.0` is one."""
    return _whole(value, _INT64, "a whole number of 64 bits")


def int_or_string(value: JSONValue) -> JSONValue:
    """A string, or a whole number of 32 bits."""
    return value if isinstance(value, str) else _whole(value, _INT32, "a whole number of 32 bits or a string")


def quantity(value: JSONValue) -> JSONValue:
    """The canonical text of a quantity, from its text or from a plain number."""
    if isinstance(value, str):
        written = value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        written = number_text(value)
    else:
        raise ScalarError("a quantity such as 100m or 1.5Gi")
    try:
        found = canonical_text(written)
    except QuantityError as fault:
        raise ScalarError("a quantity such as 100m or 1.5Gi") from fault
    return value if found == value else found


def time(value: JSONValue) -> JSONValue:
    """A moment in UTC with whole seconds; parts of a second are cut off."""
    found = _moment(value).isoformat().removesuffix("+00:00") + "Z"
    return value if found == value else found


def base64(value: JSONValue) -> JSONValue:
    """Standard base64 with padding; line ends inside are dropped."""
    if not isinstance(value, str):
        raise ScalarError("base64 text")
    packed = value.replace("\r", "").replace("\n", "")
    try:
        raw = binascii.a2b_base64(packed, strict_mode=True)
    except ValueError as fault:
        raise ScalarError("base64 text") from fault
    found = binascii.b2a_base64(raw, newline=False).decode("ascii")
    return value if found == value else found


def number_text(value: float) -> str:
    """A number as Go's JSON encoder writes it: plain digits from 1e-6 to below 1e21, else an exponent."""
    if isinstance(value, int):
        return str(value)
    if value != 0 and not 1e-6 <= abs(value) < 1e21:
        return re.sub(r"e([+-])0", r"e\1", repr(value))
    return _plain(value)


def yaml_text(value: float) -> str:
    """A float as YAML-to-Kubernetes readers turn it into a string.

    NB: they round to 32 bits and write an exponent from a million upward: `1.0` gives `1`, `1e6` gives `1e+06`,
    `1.23456789` gives `1.2345679`.
    """
    try:
        (single,) = struct.unpack("f", struct.pack("f", value))
    except OverflowError:
        single = math.copysign(math.inf, value)
    if not math.isfinite(single):
        return "NaN" if math.isnan(single) else f"{single:+}".replace("inf", "Inf")
    digits = next(
        digits
        for digits in range(10)
        if struct.unpack("f", struct.pack("f", float(f"{single:.{digits}e}")))[0] == single
    )
    power = int(f"{single:.{digits}e}".split("e")[1])
    return f"{single:.{max(digits - power, 0)}f}" if -4 <= power < 6 else f"{single:.{digits}e}"


def _whole(value: JSONValue, bounds: range, expected: str) -> JSONValue:
    if value.__class__ is int:
        if value in bounds:
            return value
    elif isinstance(value, float) and value.is_integer() and abs(value) < 1e21 and int(value) in bounds:
        return int(value)
    raise ScalarError(expected)


def _plain(value: float) -> str:
    """The shortest digits that read back as `value`, without an exponent."""
    mantissa, _, power = repr(value).partition("e")
    if not power:
        return mantissa.removesuffix(".0")
    sign, digits = "-" if value < 0 else "", mantissa.lstrip("-").replace(".", "")
    if int(power) > 0:
        return sign + digits.ljust(int(power) + 1, "0")
    return f"{sign}0.{'0' * (-int(power) - 1)}{digits}"


def _moment(value: JSONValue) -> datetime:
    shape = _RFC3339.fullmatch(value) if isinstance(value, str) else None
    if shape is None:
        raise ScalarError("a time such as 2026-01-31T12:00:00Z")
    *numbers, sign, hours, minutes = shape.groups()
    try:
        moment = datetime(*(int(number) for number in numbers), tzinfo=UTC)  # type: ignore[misc,arg-type]
        if sign and (int(hours) > 24 or int(minutes) > 60):
            raise ScalarError("a time such as 2026-01-31T12:00:00Z")
        offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        return moment - (offset if sign == "+" else -offset)
    except (ValueError, OverflowError) as fault:
        raise ScalarError("a time such as 2026-01-31T12:00:00Z") from fault
