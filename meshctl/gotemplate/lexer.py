"""Template text to tokens, by the rules of Go's text/template/parse.

The whole text is scanned at once. A fault becomes a last token of kind ERROR, so that whatever the parser finds wrong
before that point is reported first, as Go does it.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

TEXT: Final = "text"
LEFT: Final = "left delimiter"
RIGHT: Final = "right delimiter"
SPACE: Final = "space"
IDENTIFIER: Final = "identifier"
KEYWORD: Final = "keyword"
FIELD: Final = "field"
DOT: Final = "dot"
VARIABLE: Final = "variable"
STRING: Final = "string"
RAW_STRING: Final = "raw string"
CHARACTER: Final = "character constant"
NUMBER: Final = "number"
COMPLEX: Final = "complex number"
BOOL: Final = "boolean"
DECLARE: Final = ":="
ASSIGN: Final = "="
PIPE: Final = "|"
LEFT_PAREN: Final = "("
RIGHT_PAREN: Final = ")"
OTHER: Final = "character"
ERROR: Final = "error"
END: Final = "end of text"

KEYWORDS: Final = frozenset({"block", "define", "else", "end", "if", "range", "nil", "template", "with"})
LOOP_KEYWORDS: Final = frozenset({"break", "continue"})

_HEX = r"0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?"
_OCTAL = r"0[oO][0-7_]*(?:\.[0-7_]*)?"
_BINARY = r"0[bB][01_]*(?:\.[01_]*)?"
_DECIMAL = r"[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?"
_NUMBER = rf"[+-]?(?:{_HEX}|{_OCTAL}|{_BINARY}|{_DECIMAL})i?"

_SPACES: Final = " \t\r\n"
_ACTION: Final = re.compile(
    rf"""
      (?P<trim>[ \t\r\n]-\}}\}}[ \t\r\n]*)
    | (?P<right>\}}\}})
    | (?P<space>[ \t\r\n]+?(?=[ \t\r\n]-\}}\}})|[ \t\r\n]+)
    | (?P<string>"(?:[^"\\\n]|\\[^\n])*")
    | (?P<raw>`[^`]*`)
    | (?P<char>'(?:[^'\\\n]|\\[^\n])*')
    | (?P<number>(?=[0-9+-]|\.[0-9]){_NUMBER})
    | (?P<field>\.\w+)
    | (?P<dot>\.)
    | (?P<variable>\$\w*)
    | (?P<word>\w+)
    | (?P<declare>:=)
    | (?P<mark>[=|()])
    | (?P<other>[!#%&*,/;<>?@\[\\\]^{{}}~])
    """,
    re.VERBOSE,
)
_NUMBER_AGAIN: Final = re.compile(_NUMBER)
_KINDS: Final = {
    "space": SPACE, "string": STRING, "raw": RAW_STRING, "char": CHARACTER, "field": FIELD, "dot": DOT,
    "variable": VARIABLE, "declare": DECLARE,
    "other": OTHER,
}  # fmt: skip
_MARKS: Final = {"=": ASSIGN, "|": PIPE, "(": LEFT_PAREN, ")": RIGHT_PAREN}
_NEEDS_TERMINATOR: Final = frozenset({FIELD, DOT, VARIABLE, IDENTIFIER})
_UNTERMINATED: Final = {
    '"': "unterminated quoted string",
    "`": "unterminated raw quoted string",
    "'": "unterminated character constant",
}


class Token(NamedTuple):
    """A piece of the template: its kind, its text and the offsets of its ends."""

    kind: str
    text: str
    start: int
    end: int

    def __str__(self) -> str:
        """How Go names a token in its messages."""
        if self.kind == END:
            return "EOF"
        if self.kind == ERROR:
            return self.text
        if self.kind == KEYWORD:
            return f"<{self.text}>"
        shown = self.text[:10] + '"...' if len(self.text) > 10 else self.text + '"'
        return '"' + shown.replace("\n", "\\n")


def tokenize(text: str, *, loop_keywords: bool = True) -> list[Token]:
    """All tokens of a template, the last of kind END or ERROR.

    `loop_keywords` False leaves `break` and `continue` as names, as Go does where functions are called so.
    """
    lexer = _Lexer(text, KEYWORDS | LOOP_KEYWORDS if loop_keywords else KEYWORDS)
    lexer.scan()
    return lexer.tokens


class _Lexer:
    """One scan over one text."""

    def __init__(self, text: str, keywords: frozenset[str]) -> None:
        self.text = text
        self.keywords = keywords
        self.tokens: list[Token] = []
        self.parens = 0

    def scan(self) -> None:
        """Text and actions in turn until the end or the first fault."""
        position = 0
        text = self.text
        while True:
            opening = text.find("{{", position)
            if opening < 0:
                self.add(TEXT, position, len(text))
                self.tokens.append(Token(END, "", len(text), len(text)))
                return
            position = self.open_action(position, opening)
            if position < 0:
                return

    def open_action(self, start: int, opening: int) -> int:
        """Emit the text before `{{`, then the comment or action; the offset after it, or -1 after a fault."""
        text = self.text
        inside = opening + 2
        end_of_text = opening
        if text.startswith("-", inside) and text[inside + 1 : inside + 2] in _SPACES and inside + 1 < len(text):
            inside += 2
            end_of_text = start + len(text[start:opening].rstrip(_SPACES))
        self.add(TEXT, start, end_of_text)
        if text.startswith("/*", inside):
            return self.skip_comment(inside)
        self.tokens.append(Token(LEFT, "{{", opening, inside))
        return self.scan_action(inside)

    def skip_comment(self, start: int) -> int:
        """The offset after the comment that opens at `start`."""
        text = self.text
        closing = text.find("*/", start + 2)
        if closing < 0:
            return self.fault("unclosed comment", start)
        position = closing + 2
        if text.startswith("}}", position):
            return position + 2
        match = _ACTION.match(text, position)
        if match is None or match.lastgroup != "trim":
            return self.fault("comment ends before closing delimiter", start)
        return match.end()

    def scan_action(self, position: int) -> int:
        """Emit tokens up to and with `}}`; the offset after it, or -1 after a fault."""
        self.parens = 0
        while True:
            match = _ACTION.match(self.text, position)
            if match is None:
                return self.unmatched(position)
            group = match.lastgroup
            if group in {"trim", "right"}:
                if self.parens:
                    return self.fault("unclosed left paren", position)
                end = position + (4 if group == "trim" else 2)
                self.tokens.append(Token(RIGHT, "}}", position, end))
                return match.end()
            position = self.emit(group or "", match)
            if position < 0:
                return position

    def emit(self, group: str, match: re.Match[str]) -> int:
        """Add the token just matched; the offset after it, or -1 after a fault."""
        start, end = match.span()
        word = match.group()
        if group == "number":
            return self.number(start, end)
        kind = _KINDS.get(group)
        if kind is None:
            kind = self.word_kind(word) if group == "word" else self.mark_kind(word)
            if kind == ERROR:
                return self.fault("unexpected right paren", start)
        self.tokens.append(Token(kind, word, start, end))
        if (kind in _NEEDS_TERMINATOR or group == "word") and not self.terminated(word, start, end):
            return self.bad_character(start, end)
        return end

    def word_kind(self, word: str) -> str:
        """Keyword, boolean or name."""
        if word in self.keywords:
            return KEYWORD
        return BOOL if word in {"true", "false"} else IDENTIFIER

    def mark_kind(self, mark: str) -> str:
        """The kind of a one-character token; ERROR for a parenthesis that closes nothing."""
        if mark == "(":
            self.parens += 1
        elif mark == ")":
            self.parens -= 1
            if self.parens < 0:
                return ERROR
        return _MARKS[mark]

    def number(self, start: int, end: int) -> int:
        """Add a number, or a complex one of two parts."""
        text = self.text
        kind = NUMBER
        if self.alphanumeric_at(end):
            return self.fault(f'bad number syntax: "{text[start : end + 1]}"', start)
        if text[end : end + 1] in {"+", "-"}:
            again = _NUMBER_AGAIN.match(text, end)
            end = again.end() if again else end
            kind = COMPLEX
            if text[end - 1] != "i" or self.alphanumeric_at(end):
                return self.fault(f'bad number syntax: "{text[start:end]}"', start)
        self.tokens.append(Token(kind, text[start:end], start, end))
        return end

    def alphanumeric_at(self, offset: int) -> bool:
        """Whether a letter, digit or underscore stands at `offset`."""
        return _is_word(self.text[offset : offset + 1])

    def terminated(self, word: str, start: int, end: int) -> bool:
        """Whether what follows a name may follow one, and every character of the name is allowed in it."""
        if not word.isascii() and not all(_is_word(character) for character in word.lstrip(".$")):
            return False
        following = self.text[end : end + 1]
        return following in " \t\r\n.,|:()" or self.text.startswith("}}", end) or (start == end)

    def bad_character(self, start: int, end: int) -> int:
        """A fault about the character after a name; the name itself is taken back."""
        self.tokens.pop()
        found = self.text[end : end + 1]
        return self.fault(f"bad character U+{ord(found or chr(0)):04X} '{found}'", start)

    def unmatched(self, position: int) -> int:
        """The fault where no pattern matches."""
        if position >= len(self.text):
            return self.fault("unclosed action", position)
        found = self.text[position]
        if found in _UNTERMINATED:
            return self.fault(_UNTERMINATED[found], position)
        if found == ":":
            return self.fault("expected :=", position)
        return self.fault(f"unrecognized character in action: U+{ord(found):04X}", position)

    def add(self, kind: str, start: int, end: int) -> None:
        """Append a token unless it is empty."""
        if end > start:
            self.tokens.append(Token(kind, self.text[start:end], start, end))

    def fault(self, message: str, position: int) -> int:
        """End the scan with an ERROR token."""
        self.tokens.append(Token(ERROR, message, position, len(self.text)))
        return -1


def _is_word(character: str) -> bool:
    """Whether Go counts the character as part of a name: a letter, a decimal digit or an underscore."""
    return character == "_" or character.isalpha() or character.isdecimal()
