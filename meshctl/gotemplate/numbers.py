"""Number constants of templates, read as Go's strconv reads them."""

from __future__ import annotations

import re
from typing import Final

from meshctl.gotemplate import nodes, quoting
from meshctl.gotemplate.faults import Fault

INT64_MIN: Final = -(1 << 63)
INT64_MAX: Final = (1 << 63) - 1
UINT64_MAX: Final = (1 << 64) - 1

_INTEGER: Final = re.compile(
    r"[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO]?(?:_?[0-7])*|[1-9](?:_?[0-9])*)(?<![oO])"
)
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_HEX_FLOAT: Final = re.compile(r"[+-]?0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)[pP][+-]?[0-9]+")
_MISPLACED_UNDERSCORE: Final = re.compile(r"(?<![0-9a-fx])_|_(?![0-9a-f])")


def parse_integer(text: str) -> int | None:
    """The value by `strconv.ParseInt(text, 0, …)` without its range check; None where the syntax is wrong."""
    if _INTEGER.fullmatch(text) is None:
        return None
    digits = text.lstrip("+-").replace("_", "").lower()
    if digits.startswith("0") and digits[1:2].isdigit():
        digits = "0o" + digits[1:]
    value = int(digits, 0)
    return -value if text.startswith("-") else value


def parse_float(text: str) -> float | None:
    """The value by `strconv.ParseFloat(text, 64)`; None where the syntax or range is wrong.

    Underscores may stand between digits, and between a base prefix and a digit.
    """
    lowered = text.lower()
    if lowered.lstrip("+-") in {"inf", "infinity", "nan"}:
        return float(lowered)
    if "_" in text:
        if _MISPLACED_UNDERSCORE.search(lowered):
            return None
        text = text.replace("_", "")
    try:
        if _HEX_FLOAT.fullmatch(text):
            return float.fromhex(text)
        value = float(text) if _DECIMAL.fullmatch(text) else None
    except OverflowError:
        return None
    return None if value in {float("inf"), float("-inf")} else value


def number_node(start: int, end: int, text: str) -> nodes.Number:
    """The node of a number token; Fault where the text is no number Go would take."""
    node = nodes.Number(start, end, text)
    if text.endswith("i"):
        imaginary = parse_float(text[:-1])
        if imaginary is not None:
            return _with_complex(node, complex(0, imaginary))
    integer = parse_integer(text)
    if integer is not None:
        _set_integer(node, integer, signed=text[0] in "+-")
    if node.integer is None and node.unsigned is None:
        _set_float(node, text)
    return node


def character_node(start: int, end: int, text: str) -> nodes.Number:
    """The node of a character constant, which is a number."""
    code = quoting.unquote_character(text)
    return nodes.Number(start, end, text, integer=code, unsigned=code, floating=float(code))


def complex_node(start: int, end: int, text: str) -> nodes.Number:
    """The node of `1+2i`."""
    split = max(text.rfind("+", 1), text.rfind("-", 1))
    if text[split - 1] in "eEpP":
        split = max(text.rfind("+", 1, split), text.rfind("-", 1, split))
    real, imaginary = parse_float(text[:split]), parse_float(text[split:-1])
    if real is None or imaginary is None:
        raise Fault(f'illegal number syntax: "{text}"')
    return _with_complex(nodes.Number(start, end, text), complex(real, imaginary))


def _set_integer(node: nodes.Number, value: int, *, signed: bool) -> None:
    """Store an integer under the types wide enough for it."""
    if INT64_MIN <= value <= INT64_MAX:
        node.integer = value
    if 0 <= value <= UINT64_MAX and (not signed or value == 0):
        node.unsigned = value
    if node.integer is not None or node.unsigned is not None:
        node.floating = float(value)


def _set_float(node: nodes.Number, text: str) -> None:
    """Store a float, and the integer it equals where it equals one."""
    value = parse_float(text)
    if value is None:
        raise Fault(f'illegal number syntax: "{text}"')
    if not any(mark in text for mark in ".eEpP"):
        raise Fault(f'integer overflow: "{text}"')
    node.floating = value
    _narrow(node, value)


def _with_complex(node: nodes.Number, value: complex) -> nodes.Number:
    """Store a complex number, and what its real part equals where the imaginary part is zero."""
    node.complex = value
    if value.imag == 0:
        node.floating = value.real
        _narrow(node, value.real)
    return node


def _narrow(node: nodes.Number, value: float) -> None:
    """Store the integers that `value` equals."""
    if value == int(value):
        if INT64_MIN <= value <= INT64_MAX:
            node.integer = int(value)
        if 0 <= value <= UINT64_MAX:
            node.unsigned = int(value)
