"""Go strings are bytes: what to do where that shows, and how large a text may grow.

Bytes that are no UTF-8 stand in Python text as surrogate escapes, so that cutting a string inside a character and
putting it together again loses nothing.
"""

from __future__ import annotations

from typing import Final

from meshctl.gotemplate.faults import Fault

MAX_TEXT: Final = 16 * 1024 * 1024
MAX_ITEMS: Final = 1_000_000
# How many values one walk over a nested value may meet; a value that holds itself twice, again and again, has no end.
MAX_STEPS: Final = 250_000


def to_bytes(text: str) -> bytes:
    """The bytes Go would hold."""
    return text.encode("utf-8", "surrogateescape")


def from_bytes(raw: bytes) -> str:
    """The text those bytes are."""
    return raw.decode("utf-8", "surrogateescape")


def byte_length(text: str) -> int:
    """`len` of a Go string."""
    return len(text) if text.isascii() else len(to_bytes(text))


def bounded(text: str) -> str:
    """The text, or a Fault where it has grown beyond what a template may make."""
    check_size(len(text))
    return text


def check_size(characters: int) -> None:
    """Refuse, before it is made, a text that would be too long."""
    if characters > MAX_TEXT:
        raise Fault(f"text grows beyond {MAX_TEXT} characters")


def check_steps(steps: int, what: str) -> None:
    """Refuse to go on with a walk over a nested value that meets too many values."""
    if steps > MAX_STEPS:
        raise Fault(f"{what} a value grows beyond {MAX_STEPS} parts")


def check_items(count: int) -> None:
    """Refuse, before it is made, a list that would be too long."""
    if count > MAX_ITEMS:
        raise Fault(f"a list grows beyond {MAX_ITEMS} items")
