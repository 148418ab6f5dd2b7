"""Go's string and character literals: reading them and writing them (`%q`)."""

from __future__ import annotations

import re
from typing import Final

from meshctl.gotemplate.faults import Fault

_ESCAPE: Final = re.compile(
    r"""\\(?:(?P<simple>[abfnrtv\\'"])|x(?P<hex>[0-9a-fA-F]{2})|u(?P<u4>[0-9a-fA-F]{4})
    |U(?P<u8>[0-9a-fA-F]{8})|(?P<octal>[0-7]{3})|(?P<bad>.?))""",
    re.VERBOSE | re.DOTALL,
)
_SIMPLE: Final = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", "'": "'", '"': '"',
}  # fmt: skip
_WRITTEN: Final = {
    "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\\": "\\\\",
}  # fmt: skip
_PLAIN: Final = re.compile(r"[ !#-\[\]-~]*")


def unquote(literal: str) -> str:
    """The value of a Go literal in double quotes or backquotes; Fault where it is malformed."""
    if literal[0] == "`":
        return literal[1:-1].replace("\r", "")
    body = literal[1:-1]
    return body if "\\" not in body else _unescape(body, '"')


def unquote_character(literal: str) -> int:
    """The code point of a Go character literal; Fault where it is malformed."""
    body = literal[1:-1]
    value = _unescape(body, "'") if "\\" in body else body
    if len(value) != 1:
        raise Fault(f"malformed character constant: {literal}" if value else "invalid syntax")
    code = ord(value)
    return code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code


def _unescape(body: str, quote: str) -> str:
    """The text with escapes resolved; bytes above ASCII written in hexadecimal or octal join into UTF-8."""
    raw = bytearray()
    position = 0
    for match in _ESCAPE.finditer(body):
        raw += body[position : match.start()].encode("utf-8", "surrogatepass")
        raw += _escaped(match, quote)
        position = match.end()
    raw += body[position:].encode("utf-8", "surrogatepass")
    return raw.decode("utf-8", "surrogateescape")


def _escaped(match: re.Match[str], quote: str) -> bytes:
    """The bytes that one escape stands for."""
    kind = match.lastgroup or "bad"
    text = match.group(kind)
    if kind == "simple":
        if text in "'\"" and text != quote:
            raise Fault("invalid syntax")
        return _SIMPLE[text].encode()
    if kind == "bad":
        raise Fault("invalid syntax")
    code = int(text, 8 if kind == "octal" else 16)
    if kind in {"hex", "octal"}:
        if code > 0xFF:
            raise Fault("invalid syntax")
        return bytes((code,))
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise Fault("invalid syntax")
    return chr(code).encode()


def quote(text: str, *, ascii_only: bool = False) -> str:
    """The text as a Go literal in double quotes, as `%q` (and `%+q` with `ascii_only`) writes it."""
    if _PLAIN.fullmatch(text):
        return f'"{text}"'
    return '"' + "".join(_quoted(character, '"', ascii_only) for character in text) + '"'


def quote_character(code: int, *, ascii_only: bool = False) -> str:
    """A code point as a Go character literal; what is not a code point becomes U+FFFD."""
    if not 0 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        code = 0xFFFD
    return "'" + _quoted(chr(code), "'", ascii_only) + "'"


def quote_raw(text: str) -> str | None:
    """The text in backquotes, or None where Go would not write it so (`%#q`)."""
    for character in text:
        if character in "`\x7f\ufeff" or (character < " " and character != "\t") or "\ud800" <= character <= "\udfff":
            return None
    return f"`{text}`"


def is_printable(character: str) -> bool:
    """Go's `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII space."""
    return character == " " or (character.isprintable() and not character.isspace())


def _quoted(character: str, quote_mark: str, ascii_only: bool) -> str:
    """One character inside a literal."""
    if character == quote_mark:
        return "\\" + character
    written = _WRITTEN.get(character)
    if written is not None:
        return written
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if is_printable(character) and (code < 0x80 or not ascii_only):
        return character
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
