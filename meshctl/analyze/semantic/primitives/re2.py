"""Whether a text is a regular expression in RE2 syntax, told without matching anything.

Envoy and Istio use RE2: no look-around, no back references, bounded repetition. Python's `re` accepts other things, so
the grammar is walked here, in one pass over the text with an explicit stack.
Source: https://github.com/google/re2/wiki/Syntax; Go's regexp/syntax (the parser that judges Istio's configuration).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from meshctl.analyze.semantic.primitives.re2_names import POSIX_CLASSES, UNICODE_CLASSES
from meshctl.analyze.semantic.violation import Fault, quote

MAX_BYTES = 1024
MAX_REPEAT = 1000
MAX_PROGRAM = (128 << 20) // 40  # instructions; 128 MiB at 40 bytes each
MAX_DEPTH = 1000

_COUNT = re.compile(r"\{(0|[1-9][0-9]*)(?:(,)(0|[1-9][0-9]*)?)?\}")
_FLAGS = re.compile(r"\(\?(?:[imsU]*|[imsU]*-[imsU]+)([:)])")
_NAMED_GROUP = re.compile(r"\(\?P?<([A-Za-z0-9_]+)>")
_OCTAL = re.compile(r"0[0-7]{0,2}|[1-7][0-7]{1,2}")
_HEX = re.compile(r"x(?:\{([0-9A-Fa-f]+)\}|[0-9A-Fa-f]{2})")
_NAMED_CLASS = re.compile(r"\[:.*?:\]", re.DOTALL)
_UNICODE_CLASS = re.compile(r"\\[pP](?:\{([^}]*)\}|(.))", re.DOTALL)
_LETTER_ESCAPES = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}

EXPECTED = "a regular expression in RE2 syntax"


@dataclass(slots=True)
class _Atom:
    """What a repetition would repeat: `repeats` is the product of nested counts, `size` the instructions."""

    repeats: int = 0
    size: int = 1


@dataclass(slots=True)
class _Group:
    """An open parenthesis, or the whole expression: what has been read of it so far."""

    last: _Atom | None = None
    repeats: int = 0
    size: int = 0
    name_count: int = field(default=0)

    def push(self, atom: _Atom) -> None:
        self.settle()
        self.last = atom

    def settle(self) -> None:
        if self.last is not None:
            self.repeats = max(self.repeats, self.last.repeats)
            self.size += self.last.size
        self.last = None

    def bar(self) -> None:
        self.settle()
        self.size += 1


class _SyntaxFaultError(Exception):
    """The expression ends here; the text says why."""


class _Walker:
    """One walk over one expression."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.groups = [_Group()]
        self.names: set[str] = set()
        self.after_repeat = False

    def run(self) -> None:
        while self.at < len(self.text):
            repeated = self._step()
            self.after_repeat = repeated
        if len(self.groups) > 1:
            raise _SyntaxFaultError("a ( is never closed")
        self.groups[0].settle()

    def _step(self) -> bool:
        """Read one element; tells whether it was a repetition."""
        match self.text[self.at]:
            case "(":
                self._open()
            case ")":
                self._close()
            case "|":
                self.groups[-1].bar()
                self.at += 1
            case "[":
                self._class()
            case "\\":
                self._escape()
            case "*" | "+" | "?":
                self._repeat(self.at + 1, None)
                return True
            case "{" if count := _COUNT.match(self.text, self.at):
                self._repeat(count.end(), count)
                return True
            case _:
                self._atom(self.at + 1)
        return False

    def _atom(self, end: int) -> None:
        self.groups[-1].push(_Atom())
        self.at = end

    # -- groups --------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        if not self.text.startswith("(?", self.at):
            self._push_group(self.at + 1)
        elif self.text.startswith(("(?P<", "(?<"), self.at):
            self._named_group()
        elif flags := _FLAGS.match(self.text, self.at):
            if flags.group(1) == ":":
                self._push_group(flags.end())
            self.at = flags.end()
        else:
            raise _SyntaxFaultError(
                f"{quote(self.text[self.at : self.at + 4])} is not supported (no look-around, no atomic groups)"
            )

    def _named_group(self) -> None:
        name = _NAMED_GROUP.match(self.text, self.at)
        if name is None:
            raise _SyntaxFaultError("a named group needs a name of letters, digits and _ between < and >")
        if name.group(1) in self.names:  # NB: Go lets it pass, Envoy's own RE2 does not
            raise _SyntaxFaultError(f"the group name {quote(name.group(1))} is used twice")
        self.names.add(name.group(1))
        self._push_group(name.end())

    def _push_group(self, end: int) -> None:
        if len(self.groups) >= MAX_DEPTH:
            raise _SyntaxFaultError("parentheses nest too deeply")
        self.groups.append(_Group())
        self.at = end

    def _close(self) -> None:
        if len(self.groups) == 1:
            raise _SyntaxFaultError("a ) closes nothing")
        group = self.groups.pop()
        group.settle()
        self.groups[-1].push(_Atom(group.repeats, group.size + 2))
        self.at += 1

    # -- repetition ----------------------------------------------------------------------------------------------

    def _repeat(self, end: int, count: re.Match[str] | None) -> None:
        operator = self.text[self.at : end]
        end += self.text.startswith("?", end)
        operand = self.groups[-1].last
        if self.after_repeat:
            raise _SyntaxFaultError(f"{quote(operator)} follows another repetition")
        if operand is None:
            raise _SyntaxFaultError(f"{quote(operator)} has nothing to repeat")
        if count is None:
            operand.size += 2
        else:
            _repeat_counted(operand, count)
        if operand.size > MAX_PROGRAM:
            raise _SyntaxFaultError("the expression becomes too large")
        self.at = end

    # -- escapes and classes -------------------------------------------------------------------------------------

    def _escape(self) -> None:
        following = self.text[self.at + 1 : self.at + 2]
        if following == "Q":
            self._literal_text()
        elif following and following in "AbBzdDsSwW":
            self._atom(self.at + 2)
        elif following in ("p", "P"):
            self._atom(_unicode_class_end(self.text, self.at))
        else:
            self._atom(_escape_end(self.text, self.at)[1])

    def _literal_text(self) -> None:
        literal, _, _ = self.text[self.at + 2 :].partition("\\E")
        for _character in literal:
            self.groups[-1].push(_Atom())
        self.at = min(self.at + 2 + len(literal) + 2, len(self.text))

    def _class(self) -> None:
        position = self.at + 1
        position += self.text.startswith("^", position)
        first = True
        while first or not self.text.startswith("]", position):
            position = _class_item_end(self.text, position)
            first = False
        self._atom(position + 1)


def _repeat_counted(operand: _Atom, count: re.Match[str]) -> None:
    lowest = _count_value(count.group(1))
    highest = _count_value(count.group(3)) if count.group(3) else (None if count.group(2) else lowest)
    if lowest > MAX_REPEAT or (highest is not None and (highest > MAX_REPEAT or highest < lowest)):
        raise _SyntaxFaultError(f"{count.group()} is not a valid count (at most {MAX_REPEAT}, smaller number first)")
    times = lowest if highest is None else highest
    operand.repeats = times * max(1, operand.repeats)
    if operand.repeats > MAX_REPEAT:
        raise _SyntaxFaultError(f"nested counts multiply to more than {MAX_REPEAT}")
    operand.size = max(1, times * operand.size + 2)


def _count_value(digits: str) -> int:
    return int(digits) if len(digits) <= 4 else MAX_REPEAT + 1


def _class_item_end(text: str, at: int) -> int:
    """The place after one member of a [class]: a named class, an escaped class, a character or a range."""
    if at >= len(text):
        raise _SyntaxFaultError("a [ is never closed")
    if text.startswith("[:", at) and (name := _NAMED_CLASS.match(text, at)):
        if name.group() not in POSIX_CLASSES:
            raise _SyntaxFaultError(f"{quote(name.group())} is not a named class")
        return name.end()
    if text.startswith(("\\p", "\\P"), at):
        return _unicode_class_end(text, at)
    if text[at] == "\\" and text[at + 1 : at + 2] in tuple("dDsSwW"):
        return at + 2
    low, end = _class_character(text, at)
    if not text.startswith("-", end) or text[end + 1 : end + 2] in ("]", ""):
        return end
    high, last = _class_character(text, end + 1)
    if high < low:
        raise _SyntaxFaultError(f"the range {quote(text[at:last])} runs backwards")
    return last


def _class_character(text: str, at: int) -> tuple[int, int]:
    if at >= len(text):
        raise _SyntaxFaultError("a [ is never closed")
    return _escape_end(text, at) if text[at] == "\\" else (ord(text[at]), at + 1)


def _unicode_class_end(text: str, at: int) -> int:
    found = _UNICODE_CLASS.match(text, at)
    name = (found.group(1) if found.group(1) is not None else found.group(2)) if found else ""
    canonical = re.sub("[-_ ]", "", name.removeprefix("^")).lower()
    if found is None or canonical not in UNICODE_CLASSES:
        raise _SyntaxFaultError(f"{quote(text[at : at + 12])} is not a Unicode class")
    return found.end()


def _escape_end(text: str, at: int) -> tuple[int, int]:
    """Code point of the escaped character at `at`, and the place after it."""
    following = text[at + 1 : at + 2]
    if not following:
        raise _SyntaxFaultError("it ends in a backslash")
    if octal := _OCTAL.match(text, at + 1):
        return int(octal.group(), 8), octal.end()
    if hexadecimal := _HEX.match(text, at + 1):
        return _code_point(hexadecimal), hexadecimal.end()
    if following in _LETTER_ESCAPES:
        return _LETTER_ESCAPES[following], at + 2
    if following.isascii() and not following.isalnum():
        return ord(following), at + 2
    raise _SyntaxFaultError(f"{quote(text[at : at + 2])} is not an escape")


def _code_point(hexadecimal: re.Match[str]) -> int:
    digits = hexadecimal.group(1) or hexadecimal.group()[1:]
    number = int(digits[-12:], 16) if digits.lstrip("0") == digits[-12:].lstrip("0") else 0x110000
    if number > 0x10FFFF:
        raise _SyntaxFaultError(f"\\{hexadecimal.group()} is beyond Unicode")
    return number


@lru_cache(maxsize=512)
def syntax(text: str) -> Fault | None:
    """Why `text` is not a regular expression; the empty one is."""
    try:
        _Walker(text).run()
    except _SyntaxFaultError as fault:
        return Fault(
            f"{quote(text)} is not a regular expression: {fault}",
            EXPECTED,
            "see https://github.com/google/re2/wiki/Syntax; escape literal characters with a backslash",
        )
    return None


def pattern(text: str) -> Fault | None:
    """Why `text` may not be used to match: empty, over 1024 bytes, or not RE2 syntax."""
    if not text:
        return Fault("the regular expression is empty", EXPECTED)
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        return Fault(f"the regular expression is longer than {MAX_BYTES} bytes", f"at most {MAX_BYTES} bytes")
    return syntax(text)
