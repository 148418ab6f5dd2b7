"""Strings and characters under `s q x X c`."""

from __future__ import annotations

from meshctl.gotemplate import quoting
from meshctl.gotemplate.formatting.flags import Flags, pad


def format_string(text: str, verb: str, flags: Flags) -> str | None:
    """A string under a verb; None where strings have no such verb."""
    if verb == "v":
        verb = "q" if flags.sharp_v else "s"
    if verb == "s":
        return pad(_cut(text, flags), flags)
    if verb == "q":
        return _quoted(_cut(text, flags), flags)
    if verb in {"x", "X"}:
        return _hexadecimal(text, verb, flags)
    return None


def _cut(text: str, flags: Flags) -> str:
    """The text up to the precision, in characters."""
    return text if flags.precision is None else text[: flags.precision]


def _quoted(text: str, flags: Flags) -> str:
    """`%q`, in backquotes with `#` where that is possible."""
    raw = quoting.quote_raw(text) if flags.sharp else None
    return pad(raw if raw is not None else quoting.quote(text, ascii_only=flags.plus), flags)


def _hexadecimal(text: str, verb: str, flags: Flags) -> str:
    """`%x`: two digits a byte, apart with a space flag, each or all prefixed with `#`."""
    raw = text.encode("utf-8", "surrogateescape")
    if flags.precision is not None:
        raw = raw[: flags.precision]
    prefix = "0x" if flags.sharp else ""
    shown = " ".join(f"{prefix}{byte:02x}" for byte in raw) if flags.space else (prefix if raw else "") + raw.hex()
    return pad(shown.upper() if verb == "X" else shown, flags)


def format_character(value: int, flags: Flags) -> str:
    """`%c`."""
    valid = 0 <= value <= 0x10FFFF and not 0xD800 <= value <= 0xDFFF
    return pad(chr(value) if valid else "\ufffd", flags)


def format_quoted_character(value: int, flags: Flags) -> str:
    """`%q` of an integer."""
    return pad(quoting.quote_character(value, ascii_only=flags.plus), flags)
