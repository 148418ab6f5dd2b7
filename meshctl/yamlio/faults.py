"""The parser's complaints in words for the person who wrote the text, at the place that person has to look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from meshctl.errors import ManifestError

if TYPE_CHECKING:
    from meshctl.yamlio.positions import TextPart

_NOT_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TEMPLATE_REMEDY: Final = "this looks like a Helm or Go template: render it first and give the result"
_QUOTE_REMEDY: Final = "put the value in quotes"


@dataclass(frozen=True, slots=True)
class _Wording:
    """One row: which complaint, what we say, and whether the fault is where the enclosing thing began.

    Where the C parser and the pure one word a complaint differently, `problem` has both.
    `{char}` is the character at the fault, `{line}` the line where the enclosing thing began.
    """

    context: str
    problem: str | tuple[str, ...]
    message: str
    remedy: str
    at_start: bool = False


# The first row whose context and problem both begin as the parser's do is taken.
_WORDINGS: Final = (
    _Wording("", "found a tab character", "a tab is used for indentation", "indent with spaces"),
    _Wording(
        "while scanning a quoted scalar",
        "found unexpected",
        "the quote opened here is never closed",
        "close it, or quote the text with the other kind of quote",
        at_start=True,
    ),
    _Wording(
        "",
        "found unknown escape",
        "unknown escape \\{char} in double quotes",
        "write \\\\ for a backslash, or use single quotes",
    ),
    _Wording(
        "while parsing a quoted scalar",
        "did not find expected hex",
        "an escape in double quotes ends too early",
        "write \\\\ for a backslash, or use single quotes",
    ),
    _Wording("while scanning a tag", "", "an unquoted '!' begins a tag", _QUOTE_REMEDY, at_start=True),
    _Wording("while parsing a tag", "", "an unquoted '!' begins a tag", _QUOTE_REMEDY, at_start=True),
    _Wording(
        "while scanning a directive",
        "",
        "a line that begins with '%' is a directive",
        "indent or quote it",
        at_start=True,
    ),
    _Wording(
        "while scanning a %", "", "a line that begins with '%' is a directive", "indent or quote it", at_start=True
    ),
    _Wording("", "mapping keys are not allowed", "a '? ' cannot begin a key here", _QUOTE_REMEDY),
    _Wording(
        "while scanning a plain scalar", "found unexpected ':'", "a ':' inside a value in brackets", _QUOTE_REMEDY
    ),
    _Wording(
        "",
        ("found invalid Unicode", "expected escape sequence"),
        "the escape does not name a Unicode character",
        "write the character itself, or one \\U escape of eight digits",
    ),
    _Wording(
        "",
        "mapping values are not allowed",
        "a ':' stands where no value can begin",
        "put text that holds ': ' in quotes, or align the key with its siblings",
    ),
    _Wording(
        "",
        "could not find expected ':'",
        "text that is neither a key nor part of a value",
        "write `key: value`, or indent the text deeper if it continues a value",
        at_start=True,
    ),
    _Wording(
        "while parsing a block mapping",
        ("did not find expected key", "expected <block end>"),
        "expected a key of the mapping that begins at line {line}",
        "align it with the other keys of that mapping",
    ),
    _Wording(
        "while parsing a block collection",
        ("did not find expected '-'", "expected <block end>"),
        "expected an item ('- ') of the list that begins at line {line}",
        "align it with the other items, or end the list by less indentation",
    ),
    _Wording(
        "",
        ("block sequence entries are not allowed", "sequence entries are not allowed"),
        "a list item ('- ') cannot begin here",
        "begin the list on a line of its own below its key",
    ),
    _Wording(
        "while parsing a flow sequence",
        ("did not find", "expected ','"),
        "'[' is not closed",
        "add the missing ',' or ']'",
        at_start=True,
    ),
    _Wording(
        "while parsing a flow mapping",
        ("did not find", "expected ','"),
        "'{{' is not closed",
        "add the missing ',' or '}'",
        at_start=True,
    ),
    _Wording(
        "while scanning an alias",
        "",
        "an unquoted '*' begins the name of an alias",
        "put a wildcard or pattern in quotes",
        at_start=True,
    ),
    _Wording(
        "while scanning an anchor", "", "an unquoted '&' begins the name of an anchor", _QUOTE_REMEDY, at_start=True
    ),
    _Wording("", "found undefined tag handle", "the tag is not declared in this document", "remove the tag"),
    _Wording(
        "while scanning a block scalar",
        "",
        "'|' or '>' is followed by something else than its options",
        "begin the text on the next line, or put a value that begins so in quotes",
        at_start=True,
    ),
    _Wording(
        "",
        ("did not find expected node content", "expected the node content"),
        "a value is missing before {char!r}",
        "write a value, or null",
    ),
    _Wording(
        "",
        ("did not find expected <document start>", "expected '<document start>'"),
        "text follows the end of the document",
        "separate documents by a line that holds only ---",
    ),
)


def syntax_error(fault: Exception, part: TextPart) -> ManifestError:
    """Our error for what a parser raised on `part`: message, place and remedy in our words."""
    illegal = _NOT_TEXT.search(part.text)
    if illegal is not None:
        return _illegal_character(illegal, part)
    start, problem_at = _index(fault, "context_mark"), _index(fault, "problem_mark")
    wording = _wording_for(fault, part, problem_at)
    index = start if wording.at_start and start is not None else problem_at
    index = min(index if index is not None else 0, len(part.text))
    line = part.position(start).line if start is not None else 1
    message = wording.message.format(char=_character(part, problem_at), line=line)
    return ManifestError(
        f"not valid YAML: {message}",
        place=part.place(index),
        remedy=TEMPLATE_REMEDY if _is_templated(part, index) else wording.remedy,
    )


def _wording_for(fault: Exception, part: TextPart, index: int | None) -> _Wording:
    context, problem = str(getattr(fault, "context", "")), str(getattr(fault, "problem", ""))
    if "cannot start any token" in problem:
        return _bad_start(_character(part, index))
    for wording in _WORDINGS:
        if context.startswith(wording.context) and problem.startswith(wording.problem):
            return wording
    return _Wording("", "", "the parser stopped here", "check indentation, quotes and brackets around this line")


def _bad_start(character: str) -> _Wording:
    if character == "\t":
        return _Wording("", "", "a tab is used for indentation", "indent with spaces")
    return _Wording("", "", "a value cannot begin with {char!r}", _QUOTE_REMEDY)


def _illegal_character(match: re.Match[str], part: TextPart) -> ManifestError:
    code = ord(match.group())
    return ManifestError(
        f"not valid YAML: the character U+{code:04X} is not allowed",
        place=part.place(match.start()),
        remedy="remove it, or write it as an escape inside double quotes",
    )


def _index(fault: Exception, attribute: str) -> int | None:
    mark: Any = getattr(fault, attribute, None)
    return None if mark is None else int(mark.index)


def _character(part: TextPart, index: int | None) -> str:
    if index is not None and part.text.startswith("\\", index):
        index += 1  # of an escape, the letter
    if index is None or index >= len(part.text):
        return "the end"
    return part.text[index]


def _is_templated(part: TextPart, index: int) -> bool:
    start = part.text.rfind("\n", 0, index) + 1
    end = part.text.find("\n", index)
    return "{{" in part.text[start : end if end >= 0 else len(part.text)]
