"""Format strings: `printf` and what it says about formats that do not fit their arguments."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from meshctl.gotemplate import types
from meshctl.gotemplate.formatting.flags import PLAIN, Flags
from meshctl.gotemplate.formatting.printer import Printer
from meshctl.gotemplate.text import bounded

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIMPLE: Final = re.compile("%([sdvt])")
_FLAGS: Final = re.compile(r"[#0+\- ]*")
_NUMBER: Final = re.compile(r"[0-9]*")
_MAX_NUMBER: Final = 1_000_000
_FLAG_NAMES: Final = {"#": "sharp", "0": "zero", "+": "plus", "-": "minus", " ": "space"}


def sprintf(template: str, *arguments: object) -> str:
    """`fmt.Sprintf`; a misfit shows in the text, as `%!d(string=hi)`, and is not an error."""
    literals, verbs = _simple_parts(template)
    if verbs and len(verbs) == len(arguments):
        shown = [_shown_simply(verb, value) for verb, value in zip(verbs, arguments, strict=True)]
        if None not in shown:
            return bounded("".join(chain.from_iterable(zip(literals, [*shown, ""], strict=True))))  # type: ignore[arg-type]
    return bounded("".join(_Formatter(template, arguments).pieces()))


@lru_cache(maxsize=256)
def _simple_parts(template: str) -> tuple[list[str], list[str]]:
    """The texts around `%s %v %d %t`, and these verbs; no verbs where the format holds anything else."""
    parts = _SIMPLE.split(template)
    if any("%" in literal for literal in parts[::2]):
        return [], []
    return parts[::2], parts[1::2]


def _shown_simply(verb: str, value: object) -> str | None:
    """A value under a verb in the commonest cases, None in all others."""
    kind = type(value)
    if kind is str:
        return value if verb in "sv" else None  # type: ignore[return-value]
    if kind is int:
        return str(value) if verb in "dv" else None
    return ("true" if value else "false") if kind is bool and verb in "tv" else None


class _Formatter:
    """One pass over a format string."""

    def __init__(self, template: str, arguments: Sequence[object]) -> None:
        self.template = template
        self.arguments = arguments
        self.position = 0
        self.next = 0
        self.reordered = False
        self.index_fits = True
        self.after_index = False

    def pieces(self) -> list[str]:
        """Literal text and formatted arguments in turn, then what was left over."""
        pieces: list[str] = []
        while True:
            percent = self.template.find("%", self.position)
            if percent < 0:
                pieces.append(self.template[self.position :])
                break
            pieces.append(self.template[self.position : percent])
            self.position = percent + 1
            pieces.append(self.directive())
        if not self.reordered and self.next < len(self.arguments):
            pieces.append(self.extra())
        return pieces

    def directive(self) -> str:
        """One `%...` directive."""
        self.index_fits = True
        self.after_index = False
        flags = self.flags()
        self.argument_index()
        notes: list[str] = []
        flags = self.width(flags, notes)
        flags = self.precision(flags, notes)
        if not self.after_index:
            self.argument_index()
        if self.position >= len(self.template):
            return "".join([*notes, "%!(NOVERB)"])
        verb = self.template[self.position]
        self.position += 1
        return "".join([*notes, self.formatted(verb, flags)])

    def flags(self) -> Flags:
        """The flags before width and verb."""
        match = _FLAGS.match(self.template, self.position)
        found = match.group() if match else ""
        self.position += len(found)
        return replace(PLAIN, **{_FLAG_NAMES[flag]: True for flag in found}) if found else PLAIN

    def width(self, flags: Flags, notes: list[str]) -> Flags:
        """A width in digits or, as `*`, from an argument; a negative one means left aligned."""
        if not self.at("*"):
            number = self.number()
            if number is not None and self.after_index:
                self.index_fits = False
            return replace(flags, width=number) if number is not None else flags
        number = self.from_argument()
        self.after_index = False
        if number is None:
            notes.append("%!(BADWIDTH)")
            return flags
        if number < 0:
            return replace(flags, width=-number, minus=True, zero=False)
        return replace(flags, width=number)

    def precision(self, flags: Flags, notes: list[str]) -> Flags:
        """A precision after a point; the point alone means zero."""
        if self.position + 1 >= len(self.template) or not self.at("."):
            return flags
        if self.after_index:
            self.index_fits = False
        self.argument_index()
        if not self.at("*"):
            number = self.number()
            return replace(flags, precision=number or 0)
        number = self.from_argument()
        self.after_index = False
        if number is None or number < 0:
            notes.append("%!(BADPREC)")
            return flags
        return replace(flags, precision=number)

    def at(self, mark: str) -> bool:
        """Whether `mark` comes next; it is consumed if so."""
        found = self.template.startswith(mark, self.position)
        self.position += found
        return found

    def number(self) -> int | None:
        """Digits; None where there are none or too many."""
        match = _NUMBER.match(self.template, self.position)
        digits = match.group() if match else ""
        self.position += len(digits)
        if not digits:
            return None
        if int(digits[:9]) > _MAX_NUMBER or len(digits.lstrip("0")) > 7:
            self.position = len(self.template)
            return None
        return int(digits)

    def from_argument(self) -> int | None:
        """A width or precision taken from the arguments."""
        if self.next >= len(self.arguments):
            return None
        value = self.arguments[self.next]
        self.next += 1
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _MAX_NUMBER:
            return None
        return int(value)

    def argument_index(self) -> None:
        """`[2]`: the next directive takes argument 2."""
        self.after_index = False
        if not self.template.startswith("[", self.position):
            return
        self.reordered = True
        closing = self.template.find("]", self.position)
        digits = self.template[self.position + 1 : closing] if closing > 0 else ""
        self.position = closing + 1 if closing > 0 else self.position + 1
        if digits.isascii() and digits.isdigit() and 0 < int(digits) <= len(self.arguments):
            self.next = int(digits) - 1
            self.after_index = True
        else:
            self.index_fits = False
            self.after_index = closing > 0

    def formatted(self, verb: str, flags: Flags) -> str:
        """The argument whose turn it is, under the verb."""
        if verb == "%":
            return "%"
        if not self.index_fits:
            return f"%!{verb}(BADINDEX)"
        if self.next >= len(self.arguments):
            return f"%!{verb}(MISSING)"
        value = self.arguments[self.next]
        self.next += 1
        if verb == "w":
            return Printer("w", flags.for_v()).bad_verb(value)
        return Printer(verb, flags.for_v() if verb == "v" else flags).argument(value)

    def extra(self) -> str:
        """What is said about arguments that no directive took."""
        shown = [
            "<nil>" if value is None else f"{types.describe(value)}={Printer('v', PLAIN).argument(value)}"
            for value in self.arguments[self.next :]
        ]
        return f"%!(EXTRA {', '.join(shown)})"
