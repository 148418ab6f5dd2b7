"""Sprig's functions on the case of letters and the words of names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from meshctl.gotemplate.functions import function
from meshctl.gotemplate.sprig.strings import WHITE_SPACE
from meshctl.gotemplate.text import to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

_SPACE: Final = re.compile(f"[{WHITE_SPACE}]")


def upper(text: str) -> str:
    """Letters as capitals, each by itself: Go never turns one character into two."""
    return text.upper() if text.isascii() else "".join(map(upper_character, text))


def lower(text: str) -> str:
    """Letters as small ones, each by itself."""
    return text.lower() if text.isascii() else "".join(map(lower_character, text))


def upper_character(character: str) -> str:
    """The capital of one character, itself where that would be several."""
    changed = character.upper()
    return changed if len(changed) == 1 else character


def lower_character(character: str) -> str:
    """The small letter of one character."""
    changed = character.lower()
    return changed if len(changed) == 1 else changed[0]


def title_character(character: str) -> str:
    """The title case of one character."""
    changed = character.title()
    return changed if len(changed) == 1 else character


def title(text: str) -> str:
    """The first letter of every word as a capital; words are runs of letters, digits and underscores."""
    result: list[str] = []
    at_start = True
    for character in text:
        result.append(title_character(character) if at_start else character)
        at_start = _separates(character)
    return "".join(result)


def _separates(character: str) -> bool:
    """Whether a character ends a word for `title`."""
    if character.isascii():
        return not (character.isalnum() or character == "_")
    return not (character.isalpha() or character.isdecimal()) and character in WHITE_SPACE


def untitle(text: str) -> str:
    """The first letter of every word, as white space divides them, as a small one."""
    result: list[str] = []
    at_start = True
    for character in text:
        if character in WHITE_SPACE:
            at_start = True
            result.append(character)
        else:
            result.append(lower_character(character) if at_start else character)
            at_start = False
    return "".join(result)


def swapcase(text: str) -> str:
    """Capitals and small letters exchanged; a small letter at the start of a word takes its title case."""
    result: list[str] = []
    at_start = True
    for character in text:
        if character.isupper() or character.istitle():
            result.append(lower_character(character))
            at_start = False
        elif character.islower():
            result.append(title_character(character) if at_start else upper_character(character))
            at_start = False
        else:
            result.append(character)
            at_start = character in WHITE_SPACE
    return "".join(result)


def initials(text: str) -> str:
    """The first letters of the words. NB: by bytes, as upstream does, so letters beyond ASCII come out wrong."""
    result: list[str] = []
    at_start = True
    for character in map(chr, to_bytes(text)):
        if character in WHITE_SPACE:
            at_start = True
        elif at_start:
            result.append(character)
            at_start = False
    return "".join(result)


def nospace(text: str) -> str:
    """The text without white space. NB: by bytes once there is any, as upstream does."""
    raw = "".join(map(chr, to_bytes(text)))
    kept = _SPACE.sub("", raw)
    return text if len(kept) == len(raw) else kept


def is_connector(character: str) -> bool:
    """Whether a character joins the words of a name."""
    return character in "-_" or character in WHITE_SPACE


def camelcase(text: str) -> str:
    """`some_words` as `SomeWords`; connectors at the start are kept, runs of them lose one."""
    body = text.lstrip("-_" + WHITE_SPACE)
    result = [text[: len(text) - len(body)]]
    if not body:
        return text + text[-1:]  # NB: upstream writes the last connector twice where there is nothing else.
    first_is_upper = body[0].isupper()
    previous = upper_character(body[0])
    for character in body[1:]:
        if is_connector(previous):
            if is_connector(character):
                result.append(previous)
                previous = character
                continue
            first_is_upper = character.isupper()
            previous = upper_character(character)
            continue
        if first_is_upper:
            if character.isupper():
                character = lower_character(character)  # noqa: PLW2901  what follows means the changed one
            else:
                first_is_upper = False
        result.append(previous)
        previous = character
    return "".join([*result, previous])


def snakecase(text: str) -> str:
    """`FirstName` as `first_name`."""
    return _separated(text, "_")


def kebabcase(text: str) -> str:
    """`FirstName` as `first-name`."""
    return _separated(text, "-")


def _words(text: str) -> Iterable[tuple[str, str]]:
    """The words of a name with their kinds."""
    position = 0
    while position < len(text):
        kind, end = _next_word(text, position)
        yield kind, text[position:end]
        position = end


def _kind(character: str) -> str:
    """What sort of word a character belongs to."""
    if is_connector(character):
        return "connector"
    if character.isupper():
        return "upper"
    if character.isalpha():
        return "lower"
    if character.isnumeric():
        return "number"
    return "punctuation" if _is_punctuation(character) else "other"


def _is_punctuation(character: str) -> bool:
    """Unicode's P categories."""
    import unicodedata

    return unicodedata.category(character).startswith("P")


def _next_word(text: str, start: int) -> tuple[str, int]:
    """The kind of the word at `start`, and where it ends."""
    kind = _kind(text[start])
    end = start + 1
    if kind == "upper":
        return _upper_word(text, start)
    # NB: connectors that stand behind punctuation belong to it.
    while end < len(text) and (_is_punctuation(text[end]) if kind == "punctuation" else _kind(text[end]) == kind):
        end += 1
    return kind, end


def _upper_word(text: str, start: int) -> tuple[str, int]:
    """A word that begins with a capital: `HTTP` or `Server`."""
    end = start + 1
    if end < len(text) and _kind(text[end]) == "upper":
        while end < len(text) and _kind(text[end]) == "upper":
            end += 1
        if end < len(text) and _kind(text[end]) == "lower":
            end -= 1
    else:
        while end < len(text) and _kind(text[end]) == "lower":
            end += 1
    return "upper", end


def _separated(text: str, connector: str) -> str:
    """The words in small letters with `connector` between them; numbers go with the letters around them."""
    words = list(_words(text))
    result: list[str] = []
    index = 0
    while index < len(words):
        kind, word = words[index]
        result.append(_written(kind, word, connector))
        index += 1
        if index >= len(words):
            break
        if kind == "number":
            index = _letters_after(words, index, result, connector)
            if index < len(words) and words[index][0] not in {"connector", "punctuation"}:
                result.append(connector)
        elif kind in {"connector", "punctuation"}:
            continue
        elif words[index][0] == "number":
            index = _number_after(words, index, result, connector)
        elif words[index][0] not in {"connector", "punctuation"}:
            result.append(connector)
    return "".join(result)


def _letters_after(words: list[tuple[str, str]], index: int, result: list[str], connector: str) -> int:
    """Write small letters and numbers that directly follow a number; where the next word stands."""
    while index < len(words) and words[index][0] in {"lower", "number"}:
        result.append(_written(*words[index], connector))
        index += 1
    return index


def _number_after(words: list[tuple[str, str]], index: int, result: list[str], connector: str) -> int:
    """Write a number that follows letters: part of that word unless small letters follow it."""
    number = words[index][1]
    index += 1
    if index == len(words):
        result.append(number)
        return index
    if words[index][0] != "lower":
        result.append(number)
    else:
        result += (connector, number)
        index = _letters_after(words, index, result, connector)
    if index < len(words) and words[index][0] not in {"connector", "punctuation"}:
        result.append(connector)
    return index


def _written(kind: str, word: str, connector: str) -> str:
    """A word in small letters, a connector as the one asked for."""
    if kind == "connector":
        return connector * len(word)
    return "".join(map(lower_character, word)) if kind == "upper" else word


FUNCTIONS: Final = {
    "camelcase": function("string -> string", camelcase),
    "initials": function("string -> string", initials),
    "kebabcase": function("string -> string", kebabcase),
    "lower": function("string -> string", lower),
    "nospace": function("string -> string", nospace),
    "snakecase": function("string -> string", snakecase),
    "swapcase": function("string -> string", swapcase),
    "title": function("string -> string", title),
    "untitle": function("string -> string", untitle),
    "upper": function("string -> string", upper),
}
