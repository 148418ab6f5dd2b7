"""One scalar as text: plain only where every reader agrees, otherwise quoted."""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING, Final, Literal

from meshctl.errors import ManifestError

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONScalar

Quote = Literal["", "'", '"']

# Text that is a string to readers of YAML 1.1 and 1.2 alike, in block and in flow context. Words that begin with a
# letter, `/`, `_` or `-` and a letter; between the parts of a word a single ':' or blank.
_WORD = r"[A-Za-z0-9_./%+=@$~-]"
_PLAIN_WORDS = re.compile(rf"(?:[A-Za-z/]|--?[A-Za-z]){_WORD}*(?:[: ][A-Za-z0-9_./%+=@$]{_WORD}*)*", re.ASCII)
# Text that begins with a digit and yet no reader takes for a number: quantities, durations, addresses, versions.
_PLAIN_DIGITS = re.compile(
    r"\d+(?:\.\d+)?(?:m|k|[KMGTP]i?|Ei)|\d+(?:ms|s|h)|\d+(?:\.\d+){2,}(?:/\d+)?|\d+(?:\.\d+)+-[a-z][a-z0-9.-]*",
    re.ASCII,
)
_RESERVED: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})

_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
_NEEDS_ESCAPE = re.compile(
    '["\\\\\x00-\x1f\x7f-\xa0\xad\u0600-\u0605\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff0-\uffff]'
)


def scalar_text(value: JSONScalar, quote: Quote = "") -> str:
    """The scalar on one line; strings in the wished quotes where those can hold them.

    Raises:
        ManifestError: a number or text that YAML cannot hold (infinity, half a surrogate pair).
    """
    if isinstance(value, str):
        return string_text(value, quote)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _float_text(value)


def string_text(text: str, quote: Quote = "") -> str:
    """The text as a plain, single-quoted or double-quoted scalar that reads back as this very string.

    Where no quotes are wished but some are needed, text with double quotes in it (JSON, mostly) gets single ones.
    """
    if quote == "" and is_plain(text):
        return text
    if (quote == "'" or (quote == "" and '"' in text)) and is_printable_line(text):
        return "'" + text.replace("'", "''") + "'"
    return double_quoted(text)


def is_plain(text: str) -> bool:
    """Whether the text needs no quotes, in block as in flow collections, for any reader."""
    if _PLAIN_WORDS.fullmatch(text):
        return text.lower() not in _RESERVED
    return _PLAIN_DIGITS.fullmatch(text) is not None


def is_printable_line(text: str) -> bool:
    """Whether the text has no line break and nothing that needs an escape."""
    return text.isprintable()


def double_quoted(text: str) -> str:
    """The text in double quotes, valid in JSON and in YAML.

    Raises:
        ManifestError: half a surrogate pair, which UTF-8 has no bytes for.
    """
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise ManifestError("text with half a surrogate pair cannot be written as UTF-8", remedy="correct the text")
    return '"' + _NEEDS_ESCAPE.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _ESCAPES.get(character) or f"\\u{ord(character):04x}"


def _float_text(value: float) -> str:
    if not isfinite(value):
        raise ManifestError("infinity and not-a-number have no place in a manifest", remedy="use a finite number")
    text = repr(value)
    mantissa, exponent_mark, exponent = text.partition("e")
    # NB: YAML 1.1 wants a dot in the mantissa: `1e+22` is text there.
    return f"{mantissa}.0e{exponent}" if exponent_mark and "." not in mantissa else text
