"""What stands inside character classes of RE2, as the inside of classes of Python's `re`."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from meshctl.gotemplate.faults import Fault


class UnsupportedPattern(Fault):
    """A pattern that RE2 takes and this translation does not."""


PERL: Final = {"d": "0-9", "s": "\\t\\n\\f\\r ", "w": "0-9A-Za-z_"}
PERL_NEGATED: Final = {
    "D": "\\x00-/:-\\U0010ffff",
    "S": "\\x00-\\x08\\x0b\\x0e-\\x1f!-\\U0010ffff",
    "W": "\\x00-/:-@\\[-\\^`\\{-\\U0010ffff",
}
POSIX: Final = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": "\\x00-\\x7f", "blank": "\\t ", "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9", "graph": "!-~", "lower": "a-z", "print": " -~", "punct": "!-/:-@\\[-`\\{-~",
    "space": "\\t\\n\\v\\f\\r ", "upper": "A-Z", "word": "0-9A-Za-z_", "xdigit": "0-9A-Fa-f",
}  # fmt: skip


def class_literal(code: int) -> str:
    """A character inside a class of Python's."""
    return chr(code) if chr(code).isascii() and chr(code).isalnum() else f"\\U{code:08x}"


@cache
def complement(inside: str) -> str:
    """The inside of a class that matches what `[inside]` does not."""
    pattern = re.compile(f"[{inside}]")
    return _ranges([code for code in range(0x80) if not pattern.match(chr(code))]) + "\\x80-\\U0010ffff"


def _ranges(codes: list[int]) -> str:
    """The inside of a class that matches these sorted code points."""
    parts: list[str] = []
    start = previous = -2
    for code in [*codes, 0x7FFFFFFF]:
        if code == previous + 1:
            previous = code
            continue
        if start >= 0:
            parts.append(f"\\U{start:08x}-\\U{previous:08x}")
        start = previous = code
    return "".join(parts)


@cache
def category(name: str, negated: bool) -> str:
    """The inside of a class for a general category of Unicode, such as `L` or `Lu`."""
    import sys
    import unicodedata

    if name == "Any":
        return "\\x00-\\U0010ffff" if not negated else _ranges([])
    if not re.fullmatch("[CLMNPSZ][a-z]?", name):
        raise UnsupportedPattern(
            f"the character class \\p{{{name}}} is not supported here; name characters or ranges instead"
        )
    return _ranges(
        [code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)).startswith(name) != negated]
    )
