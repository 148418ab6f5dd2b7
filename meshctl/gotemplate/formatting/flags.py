"""The flags of one `printf` directive, and padding, which all verbs share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """`#`, `0`, `+`, `-`, space, width and precision; `%#v` and `%+v` set flags of their own instead."""

    sharp: bool = False
    zero: bool = False
    plus: bool = False
    minus: bool = False
    space: bool = False
    sharp_v: bool = False
    plus_v: bool = False
    width: int | None = None
    precision: int | None = None

    def for_v(self) -> Flags:
        """The flags as `%v` takes them: `#` asks for Go syntax, `+` for field names."""
        if not (self.sharp or self.plus):
            return self
        return replace(self, sharp=False, plus=False, sharp_v=self.sharp, plus_v=self.plus)


PLAIN: Final = Flags()


def pad(text: str, flags: Flags, *, zero: bool = True) -> str:
    """The text at the width asked for; zeros only to the left, and not where `zero` is False."""
    if flags.width is None or len(text) >= flags.width:
        return text
    missing = flags.width - len(text)
    if flags.minus:
        return text + " " * missing
    return ("0" if flags.zero and zero else " ") * missing + text
