"""Sprig's encodings and hashes.

Decoding answers a broken input with the text of Go's error, as Sprig does; so the offset it names is worked out.
"""

from __future__ import annotations

from typing import Final

from meshctl.gotemplate.functions import function
from meshctl.gotemplate.text import from_bytes, to_bytes

_BASE64: Final = {
    code: value for value, code in enumerate(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
}
_BASE32: Final = {code: value for value, code in enumerate(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")}
_PADDING: Final = ord("=")
_LINE_ENDS: Final = b"\r\n"


def base64_encode(text: str) -> str:
    """Standard base64."""
    import base64

    return base64.b64encode(to_bytes(text)).decode()


def base64_decode(text: str) -> str:
    """The text that standard base64 holds, or what is wrong with it."""
    decoded = bytearray()
    raw = to_bytes(text)
    position = 0
    while position < len(raw):
        position, group, fault = _base64_group(raw, position)
        if fault is not None:
            return f"illegal base64 data at input byte {fault}"
        decoded += group
    return from_bytes(bytes(decoded))


def _base64_group(raw: bytes, position: int) -> tuple[int, bytes, int | None]:
    """Four digits: the offset after them, their bytes, and the offset of a fault."""
    digits: list[int] = []
    while len(digits) < 4:
        if position == len(raw):
            return (position, b"", position - len(digits)) if digits else (position, b"", None)
        code = raw[position]
        position += 1
        if code in _BASE64:
            digits.append(_BASE64[code])
        elif code == _PADDING:
            fault = _base64_padding(raw, position, len(digits))
            return len(raw), b"" if fault is not None else _joined(digits, 6), fault
        elif code not in _LINE_ENDS:
            return position, b"", position - 1
    return position, _joined(digits, 6), None


def _base64_padding(raw: bytes, position: int, digits: int) -> int | None:
    """The offset of what is wrong with padding whose first `=` stands before `position`."""
    if digits < 2:
        return position - 1
    if digits == 2:
        position = _skip_line_ends(raw, position)
        if position == len(raw):
            return len(raw)
        if raw[position] != _PADDING:
            return position - 1
        position += 1
    position = _skip_line_ends(raw, position)
    return position if position < len(raw) else None


def _skip_line_ends(raw: bytes, position: int) -> int:
    """The offset of the next byte that is no line end."""
    while position < len(raw) and raw[position] in _LINE_ENDS:
        position += 1
    return position


def _joined(digits: list[int], bits: int) -> bytes:
    """The whole bytes that digits of so many bits make."""
    value = 0
    for digit in digits:
        value = value << bits | digit
    surplus = len(digits) * bits % 8
    return (value >> surplus).to_bytes(len(digits) * bits // 8, "big")


def base32_encode(text: str) -> str:
    """Standard base32."""
    import base64

    return base64.b32encode(to_bytes(text)).decode()


def base32_decode(text: str) -> str:
    """The text that standard base32 holds, or what is wrong with it."""
    raw = bytes(code for code in to_bytes(text) if code not in _LINE_ENDS)
    decoded = bytearray()
    position = 0
    while position < len(raw):
        digits: list[int] = []
        while len(digits) < 8 and position < len(raw) and raw[position] in _BASE32:
            digits.append(_BASE32[raw[position]])
            position += 1
        if len(digits) < 8:
            fault = _base32_end(raw, position, len(digits))
            if fault is not None:
                return f"illegal base32 data at input byte {fault}"
            position = len(raw)
        decoded += _joined(digits, 5)
    return from_bytes(bytes(decoded))


def _base32_end(raw: bytes, position: int, digits: int) -> int | None:
    """The offset of what is wrong where a group of eight ends early at `position`."""
    if position == len(raw):
        return position - digits
    left = len(raw) - position - 1
    if raw[position] != _PADDING or digits < 2 or left >= 8:
        return position
    if left + digits < 7:
        return len(raw)
    for offset in range(7 - digits):
        if left > offset and raw[position + 1 + offset] != _PADDING:
            return position + offset
    return position if digits in {3, 6} else None


def _hash(name: str, text: str) -> str:
    """The hexadecimal digest of a text."""
    import hashlib

    return hashlib.new(name, to_bytes(text), usedforsecurity=False).hexdigest()


def _sha1sum(text: str) -> str:
    return _hash("sha1", text)


def _sha256sum(text: str) -> str:
    return _hash("sha256", text)


def _sha512sum(text: str) -> str:
    return _hash("sha512", text)


def _adler32sum(text: str) -> str:
    import zlib

    return str(zlib.adler32(to_bytes(text)))


FUNCTIONS: Final = {
    "adler32sum": function("string -> string", _adler32sum),
    "b32dec": function("string -> string", base32_decode),
    "b32enc": function("string -> string", base32_encode),
    "b64dec": function("string -> string", base64_decode),
    "b64enc": function("string -> string", base64_encode),
    "sha1sum": function("string -> string", _sha1sum),
    "sha256sum": function("string -> string", _sha256sum),
    "sha512sum": function("string -> string", _sha512sum),
}
