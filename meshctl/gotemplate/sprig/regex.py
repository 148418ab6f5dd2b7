"""Sprig's regular expressions, with the way Go walks over matches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from meshctl.gotemplate import types
from meshctl.gotemplate.functions import Function, function
from meshctl.gotemplate.sprig.re2 import Pattern, PatternFault, compile_pattern
from meshctl.gotemplate.text import check_size
from meshctl.gotemplate.views import TypedList

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_REFERENCE: Final = re.compile(r"\$(?:(\$)|\{(\w+)\}|(\w+))")
_META: Final = re.compile(r"[\\.+*?()|\[\]{}^$]")


def _matches(pattern: Pattern, text: str, limit: int) -> Iterator[re.Match[str]]:
    """At most `limit` matches, all with a negative one; empty ones right behind another do not count."""
    position = 0
    previous_end = -1
    found = 0
    while position <= len(text) and (limit < 0 or found < limit):
        match = pattern.compiled.search(text, position)
        if match is None:
            return
        start, end = match.span()
        accepted = end != position or start != previous_end
        position = position + 1 if end == position else end
        previous_end = end
        if accepted:
            found += 1
            yield match


def must_match(pattern: str, text: str) -> bool:
    """Whether a text has a match."""
    return compile_pattern(pattern).compiled.search(text) is not None


def match(pattern: str, text: str) -> bool:
    """As `must_match`, but nothing matches a broken pattern."""
    try:
        return must_match(pattern, text)
    except PatternFault:
        return False


def find(pattern: str, text: str) -> str:
    """The first match, or an empty text."""
    found = compile_pattern(pattern).compiled.search(text)
    return found.group() if found else ""


def find_all(pattern: str, text: str, limit: int) -> object:
    """The texts of at most `limit` matches, all with a negative limit."""
    return _texts([found.group() for found in _matches(compile_pattern(pattern), text, limit)])


def _texts(found: list[str]) -> object:
    """A list of texts, the nil one where it is empty."""
    return TypedList(found, types.SLICE_STRING, is_nil=not found)


def split(pattern: str, text: str, limit: int) -> object:
    """The pieces between matches, at most `limit` of them unless it is negative."""
    compiled = compile_pattern(pattern)
    if limit == 0:
        return _texts([])
    if pattern and not text:
        return _texts([""])
    pieces: list[str] = []
    start = end = 0
    for found in _matches(compiled, text, limit):
        if 0 < limit == len(pieces) + 1:
            break
        end = found.start()
        if found.end() != 0:
            pieces.append(text[start:end])
        start = found.end()
    if end != len(text):
        pieces.append(text[start:])
    return _texts(pieces)


def replace_all(pattern: str, text: str, template: str) -> str:
    """Matches replaced by a template in which `$1` and `${name}` stand for groups."""
    compiled = compile_pattern(pattern)
    return _replaced(compiled, text, lambda found: _expanded(compiled, found, template))


def replace_all_literal(pattern: str, text: str, replacement: str) -> str:
    """Matches replaced by a text as it stands."""
    return _replaced(compile_pattern(pattern), text, lambda _: replacement)


def _replaced(pattern: Pattern, text: str, make: Callable[[re.Match[str]], str]) -> str:
    """The text with every match replaced."""
    pieces: list[str] = []
    size = position = last_end = 0
    while position <= len(text):
        found = pattern.compiled.search(text, position)
        if found is None:
            break
        start, end = found.span()
        pieces.append(text[last_end:start])
        if end > last_end or start == 0:
            pieces.append(make(found))
            size += len(pieces[-1])
            check_size(size + len(text))
        last_end = end
        position = max(position + 1, end)
    return "".join([*pieces, text[last_end:]])


def _expanded(pattern: Pattern, found: re.Match[str], template: str) -> str:
    """A replacement template filled in; groups there are not, or that matched nothing, are empty."""

    def fill(reference: re.Match[str]) -> str:
        if reference.group(1):
            return "$"
        name = reference.group(2) or reference.group(3)
        numbered = name.isdigit() and (name[0] != "0" or name == "0")
        number = int(name) if numbered else pattern.names.get(name, -1)
        return (found.group(number) or "") if 0 <= number <= pattern.compiled.groups else ""

    return _REFERENCE.sub(fill, template)


def quote_meta(text: str) -> str:
    """A pattern that matches the text itself."""
    return _META.sub(r"\\\g<0>", text)


def _both(name: str, signature: str, call: Callable[..., object]) -> dict[str, Function]:
    """A function under its name and as `must...`: both fail on a broken pattern."""
    declared = function(signature, call)
    return {name: declared, f"must{name[0].upper()}{name[1:]}": declared}


FUNCTIONS: Final = {
    "mustRegexMatch": function("string, string -> bool", must_match),
    "regexMatch": function("string, string -> bool", match),
    "regexQuoteMeta": function("string -> string", quote_meta),
    **_both("regexFind", "string, string -> string", find),
    **_both("regexFindAll", "string, string, int -> []string", find_all),
    **_both("regexReplaceAll", "string, string, string -> string", replace_all),
    **_both("regexReplaceAllLiteral", "string, string, string -> string", replace_all_literal),
    **_both("regexSplit", "string, string, int -> []string", split),
}
