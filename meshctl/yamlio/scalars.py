"""What a plain scalar stands for, by the rules of the YAML library that Kubernetes's tools share.

The dialect is YAML 1.1 as go-yaml reads it: `yes`, `no`, `on`, `off`, `y` and `n` in their usual spellings are
booleans, `0777` and `0o777` octal, `0b11` binary, `0x1f` hexadecimal, underscores in numbers are ignored, `1e3` is a
number; base 60 (`12:30`) and dates stay text. Integers beyond 64 bits become floats, numbers that no float holds
stay text.

Source: sigs.k8s.io/yaml, goyaml.v2/resolve.go and decode.go; pinned by tests/golden/manifests/yaml_cases.json, which
the real library wrote.
"""

from __future__ import annotations

import base64
import binascii
import re
from math import isinf
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONScalar

TAG_PREFIX: Final = "tag:yaml.org,2002:"

_NULL: Final = ("", "~", "null", "Null", "NULL")
_TRUE: Final = ("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON")
_FALSE: Final = ("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF")
_INFINITE: Final = (".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF")
_MINUS_INFINITE: Final = ("-.inf", "-.Inf", "-.INF")
_NOT_A_NUMBER: Final = (".nan", ".NaN", ".NAN")

WORDS: Final[dict[str, JSONScalar]] = {
    **dict.fromkeys(_NULL, None),
    **dict.fromkeys(_TRUE, True),
    **dict.fromkeys(_FALSE, False),
    **dict.fromkeys(_INFINITE, float("inf")),
    **dict.fromkeys(_MINUS_INFINITE, float("-inf")),
    **dict.fromkeys(_NOT_A_NUMBER, float("nan")),
}

_NUMBER_START: Final = frozenset("0123456789+-.")
_BASED = re.compile(r"([-+]?)0(?:[xX]([0-9a-fA-F]+)|[oO]?([0-7]+)|[bB]([01]+))", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]*)", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_BASES: Final = {2: 16, 3: 8, 4: 2}  # by group of _BASED
_TAGGED_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "null": (type(None),),
    "bool": (bool,),
    "int": (int,),
    "float": (int, float),
}
_DOT_FLOAT = re.compile(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?", re.ASCII)
_SIGN_INSIDE = re.compile(r"0b([-+][01]+)", re.ASCII)  # `0b-1` is -1: go-yaml hands Go's parser what follows the prefix
_INT_MIN: Final = -(2**63)
_UINT_END: Final = 2**64


def resolve_plain(text: str) -> JSONScalar:
    """The value of an unquoted, untagged scalar; infinities and not-a-number come back as such floats."""
    if text[:1] in _NUMBER_START and text:
        return _resolve_number(text)
    return WORDS.get(text, text)


def resolve_tagged(text: str, tag: str) -> JSONScalar:
    """The value of a scalar under an explicit tag; tags that are not YAML's own leave the text as it is.

    Raises:
        ValueError: the text is not of the tagged type; the message says what was expected.
    """
    kind = tag.removeprefix(TAG_PREFIX)
    if kind == tag or kind in ("str", "timestamp", "merge"):
        return text
    if kind == "binary":
        return _decode_binary(text)
    return _check_kind(resolve_plain(text), kind, text)


def _check_kind(value: JSONScalar, kind: str, text: str) -> JSONScalar:
    expected = _TAGGED_TYPES.get(kind)
    if expected is None:
        return text
    if type(value) not in expected:
        raise ValueError(f"{text!r} is not of the tagged type !!{kind}")
    return float(value) if kind == "float" and isinstance(value, int) else value


def _decode_binary(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as fault:
        raise ValueError("the !!binary text is not base64 of UTF-8") from fault


def _resolve_number(text: str) -> JSONScalar:
    if text in WORDS:
        return WORDS[text]
    if text[0] == ".":
        return _finite(float(text), text) if _DOT_FLOAT.fullmatch(text) else text
    bare = text.replace("_", "")
    if _DECIMAL.fullmatch(bare):
        number: int | None = int(bare) if len(bare) <= len(str(_UINT_END)) + 1 else None
    else:
        number = _based_integer(bare)
    if number is not None and _INT_MIN <= number < _UINT_END:
        return number
    return _resolve_float(bare, text)


def _based_integer(bare: str) -> int | None:
    if signed := _SIGN_INSIDE.fullmatch(bare):
        return int(signed.group(1), 2)
    match = _BASED.fullmatch(bare)
    if match is None or match.lastindex is None:
        return None
    return int(match.group(1) + match.group(match.lastindex), _BASES[match.lastindex])


def _resolve_float(bare: str, text: str) -> JSONScalar:
    return _finite(float(bare), text) if _FLOAT.fullmatch(bare) else text


def _finite(number: float, text: str) -> JSONScalar:
    return text if isinf(number) else number
