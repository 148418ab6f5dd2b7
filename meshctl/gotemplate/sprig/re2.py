r"""RE2 patterns, which Go uses, as patterns of Python's `re`.

The two agree in which match they prefer; they differ in syntax, in what `\d`, `\s`, `\w` and `\b` mean (ASCII in RE2),
in `$` (in RE2 the very end), and in how flags in the middle of a pattern work. Every construct is therefore read and
written anew. What RE2 refuses (look-around, back-references, possessive repeats) is refused here. Names of scripts
(`\p{Greek}`) are valid in RE2 but unknown to Python, and are refused as not supported.

NB: RE2 runs in linear time and Python's engine does not; a pattern such as `(a*)*b` over a long text can take long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final, NoReturn

from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.sprig.re2_classes import (
    PERL,
    PERL_NEGATED,
    POSIX,
    UnsupportedPattern,
    category,
    class_literal,
    complement,
)


class PatternFault(Fault):
    """A pattern that RE2 refuses."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern with the numbers of its named groups and its text as given."""

    compiled: re.Pattern[str]
    names: dict[str, int]
    text: str


@dataclass(frozen=True, slots=True)
class _Flags:
    """The flags in force: ignore case, multi-line anchors, dot matches line ends, lazy by default."""

    i: bool = False
    m: bool = False
    s: bool = False
    U: bool = False


_MAX_REPEAT: Final = 1000
_REPEAT: Final = re.compile(r"\{([0-9]+)(?:(,)([0-9]*))?\}")
_CONTROLS: Final = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_QUOTED: Final = re.compile(r"\\Q(.*?)(?:\\E|\Z)|(\\.)", re.DOTALL)
_PUNCTUATION: Final = re.compile(r"[!-/:-@\[-`{-~]")
_GROUP_NAME: Final = re.compile(r"\(\?P?<([^>]*)>")
_FLAG_GROUP: Final = re.compile(r"\(\?([imsU]*)(-[imsU]+)?([:)])")


@cache
def compile_pattern(text: str) -> Pattern:
    """The pattern ready to search; PatternFault where RE2 refuses it."""
    translation = _Translation(_QUOTED.sub(_escaped, text))
    python = translation.alternatives(_Flags())
    if translation.position < len(translation.text):
        translation.refuse(f"unexpected ): `{text}`")
    try:
        return Pattern(re.compile(python), translation.names, text)
    except (re.error, OverflowError, RecursionError) as fault:
        raise UnsupportedPattern(f"the pattern `{text}` is not supported here: {fault}") from None


def _escaped(match: re.Match[str]) -> str:
    r"""`\Q...\E` with every character escaped, so that a repetition behind it holds for the last one only."""
    if match.group(2):
        return match.group(2)
    return _PUNCTUATION.sub(r"\\\g<0>", match.group(1))


@dataclass(slots=True)
class _Translation:
    """One pass over a pattern."""

    text: str
    position: int = 0
    groups: int = 0
    names: dict[str, int] = field(default_factory=dict)

    def refuse(self, message: str) -> NoReturn:
        """Raise for a pattern RE2 refuses."""
        raise PatternFault(f"error parsing regexp: {message}")

    def at(self, text: str) -> bool:
        """Whether `text` comes next; it is consumed if so."""
        found = self.text.startswith(text, self.position)
        self.position += len(text) if found else 0
        return found

    def alternatives(self, flags: _Flags) -> str:
        """What stands up to the closing parenthesis or the end; flags set inside last until there."""
        parts: list[str] = []
        while self.position < len(self.text) and self.text[self.position] != ")":
            if self.at("|"):
                parts.append("|")
                continue
            changed = self.flag_group(flags)
            if changed is not None:
                flags = changed
                continue
            parts.append(self.repeated(flags))
        return "".join(parts)

    def flag_group(self, flags: _Flags) -> _Flags | None:
        """The flags after `(?i)`, which is consumed; None where none stands."""
        match = _FLAG_GROUP.match(self.text, self.position)
        if match is None or match.group(3) != ")":
            return None
        self.position = match.end()
        return self.changed(flags, match)

    def changed(self, flags: _Flags, match: re.Match[str]) -> _Flags:
        """Flags with those of a group switched on and off."""
        on, off = match.group(1), (match.group(2) or "")[1:]
        if not on and not off and match.group(3) == ")":
            self.refuse("missing argument to repetition operator: `?`")
        return replace(flags, **dict.fromkeys(on, True), **dict.fromkeys(off, False))

    def repeated(self, flags: _Flags) -> str:
        """An atom with its repetition."""
        start = self.position
        atom = self.atom(flags)
        operator = self.operator()
        if operator is None:
            return atom
        lazy = self.at("?")
        after = self.position
        if self.operator() is not None:
            self.refuse(f"invalid nested repetition operator: `{self.text[start : self.position]}`")
        self.position = after
        return f"(?:{atom}){operator}{'?' if lazy != flags.U else ''}"

    def operator(self) -> str | None:
        """A repetition operator, consumed."""
        for mark in "*+?":
            if self.at(mark):
                return mark
        match = _REPEAT.match(self.text, self.position)
        if match is None:
            return None
        least, comma, most = match.groups()
        highest = int(most) if most else int(least)
        if int(least) > _MAX_REPEAT or highest > _MAX_REPEAT or highest < int(least):
            self.refuse(f"invalid repeat count: `{match.group()}`")
        self.position = match.end()
        return f"{{{least}{comma or ''}{most or ''}}}"

    def atom(self, flags: _Flags) -> str:
        """One thing that can be repeated."""
        character = self.text[self.position]
        if character == "(":
            return self.group(flags)
        if character == "[":
            return self.cased(self.character_class(), flags)
        if character == "\\":
            return self.cased(self.escape(), flags)
        if self.operator() is not None:
            self.refuse(f"missing argument to repetition operator: `{character}`")
        self.position += 1
        if character == "^":
            return "(?m:^)" if flags.m else "\\A"
        if character == "$":
            return "(?m:$)" if flags.m else "\\Z"
        if character == ".":
            return "[\\s\\S]" if flags.s else "[^\\n]"
        return self.cased(re.escape(character), flags)

    def cased(self, atom: str, flags: _Flags) -> str:
        """An atom under the flag that ignores case."""
        return f"(?i:{atom})" if flags.i else atom

    def group(self, flags: _Flags) -> str:
        """A parenthesised group."""
        opening = "("
        if self.text.startswith("(?", self.position):
            opening, flags = self.special_group(flags)
        else:
            self.position += 1
        if opening == "(":
            self.groups += 1
        inner = self.alternatives(flags)
        if not self.at(")"):
            self.refuse(f"missing closing ): `{self.text}`")
        return f"{opening}{inner})"

    def special_group(self, flags: _Flags) -> tuple[str, _Flags]:
        """A group that begins with `(?`: named, not capturing, or with flags."""
        match = _GROUP_NAME.match(self.text, self.position)
        if match is not None:
            self.position = match.end()
            self.name(match)
            return "(", flags
        match = _FLAG_GROUP.match(self.text, self.position)
        if match is None:
            self.refuse(f"invalid or unsupported Perl syntax: `{self.text[self.position : self.position + 3]}`")
        self.position = match.end()
        return "(?:", self.changed(flags, match)

    def name(self, match: re.Match[str]) -> None:
        """Record a group's name; the group itself goes unnamed, as Python is stricter about names."""
        name = match.group(1)
        if not name or not all(character == "_" or (character.isascii() and character.isalnum()) for character in name):
            self.refuse(f"invalid named capture: `{match.group()}`")
        if name in self.names:
            self.refuse(f"duplicate capture group name: `{name}`")
        self.names[name] = self.groups + 1

    def escape(self) -> str:
        """A backslash escape outside of a class."""
        following = self.text[self.position + 1 : self.position + 2]
        fixed = {"A": "\\A", "z": "\\Z", "b": "(?a:\\b)", "B": "(?a:\\B)"}.get(following)
        if fixed is not None:
            self.position += 2
            return fixed
        found = self.class_escape()
        return f"[{found}]" if found is not None else re.escape(chr(self.escaped_character()))

    def class_escape(self) -> str | None:
        r"""The inside of a class for `\d`, `\W`, `\pL` and so on, consumed; None for other escapes."""
        following = self.text[self.position + 1 : self.position + 2]
        found = PERL.get(following) or PERL_NEGATED.get(following)
        if found is not None:
            self.position += 2
            return found
        if following not in {"p", "P"}:
            return None
        name = self.text[self.position + 2 : self.position + 3]
        self.position += 3
        if name == "{":
            end = self.text.find("}", self.position)
            name, self.position = self.text[self.position : max(end, 0)], end + 1
        negated = (following == "P") != name.startswith("^")
        return category(name.removeprefix("^"), negated)

    def escaped_character(self) -> int:
        """The code point of an escape that stands for one character."""
        start = self.position
        following = self.text[start + 1 : start + 2]
        self.position += 2
        if following in _CONTROLS:
            return _CONTROLS[following]
        if following == "x":
            return self.hexadecimal(start)
        if following and following in "01234567":
            return self.octal(start, following)
        if not following or not following.isascii() or following.isalnum():
            self.refuse(
                f"invalid escape sequence: `{self.text[start : start + 2]}`"
                if following
                else "trailing backslash at end of expression: ``"
            )
        return ord(following)

    def hexadecimal(self, start: int) -> int:
        r"""`\x41` or `\x{10FFFF}`."""
        match = re.compile(r"\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2})").match(self.text, self.position)
        code = int(match.group(1) or match.group(2), 16) if match else -1
        if match is None or code > 0x10FFFF:
            self.refuse(f"invalid escape sequence: `{self.text[start : start + 3]}`")
        self.position = match.end()
        return code

    def octal(self, start: int, first: str) -> int:
        r"""`\012`; one digit other than 0 would be a back-reference."""
        match = re.compile(r"[0-7]{1,2}").match(self.text, self.position)
        if match is None and first != "0":
            self.refuse(f"invalid escape sequence: `{self.text[start : start + 2]}`")
        digits = match.group() if match else ""
        self.position += len(digits)
        return int(first + digits, 8)

    def character_class(self) -> str:
        """`[...]`."""
        start = self.position
        self.position += 1
        negated = self.at("^")
        parts: list[str] = []
        while not (parts and self.at("]")):
            if self.position >= len(self.text):
                self.refuse(f"missing closing ]: `{self.text[start:]}`")
            parts.append(self.class_member(start))
        return f"[{'^' if negated else ''}{''.join(parts)}]"

    def class_member(self, start: int) -> str:
        """A character, range or named class inside a class."""
        if self.text.startswith("[:", self.position):
            end = self.text.find(":]", self.position)
            if end >= 0:
                return self.posix(end)
        if self.text[self.position] == "\\":
            found = self.class_escape()
            if found is not None:
                return found
        first = self.class_character(start)
        if not self.text.startswith("-", self.position) or self.text[self.position + 1 : self.position + 2] in {
            "]",
            "",
        }:
            return class_literal(first)
        self.position += 1
        last = self.class_character(start)
        if last < first:
            self.refuse(f"invalid character class range: `{chr(first)}-{chr(last)}`")
        return f"{class_literal(first)}-{class_literal(last)}"

    def class_character(self, start: int) -> int:
        """One character inside a class."""
        if self.position >= len(self.text):
            self.refuse(f"missing closing ]: `{self.text[start:]}`")
        if self.text[self.position] == "\\":
            return self.escaped_character()
        self.position += 1
        return ord(self.text[self.position - 1])

    def posix(self, end: int) -> str:
        """`[:alpha:]` or `[:^alpha:]`."""
        name = self.text[self.position + 2 : end]
        inside = POSIX.get(name.removeprefix("^"))
        if inside is None:
            self.refuse(f"invalid character class range: `[:{name}:]`")
        self.position = end + 2
        return complement(inside) if name.startswith("^") else inside
