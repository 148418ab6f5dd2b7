"""Template text to tokens, by the rules of Go's text/template/parse.

The whole text is scanned at once. A fault becomes a last token of kind ERROR, so that whatever the parser finds wrong
before that point is reported first, as Go does it.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final, NamedTuple

TEXT: Final = "text"
LEFT: Final = "left delimiter"
RIGHT: Final = "right delimiter"
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
      (?P<space>[ \t\r\n]+(?!-\}}\}}))
    | (?P<field>(?:\.[^\W\d]\w*)+)
    | (?P<word>[^\W\d]\w*)
    | (?P<variable>\$\w*)
    | (?P<trim>[ \t\r\n]-\}}\}}[ \t\r\n]*)
    | (?P<right>\}}\}})
    | (?P<string>"(?:[^"\\\n]|\\[^\n])*")
    | (?P<raw>`[^`]*`)
    | (?P<char>'(?:[^'\\\n]|\\[^\n])*')
    | (?P<number>(?=[0-9+-]|\.[0-9]){_NUMBER})
    | (?P<dot>\.)
    | (?P<declare>:=)
    | (?P<mark>[=|()])
    | (?P<other>[!#%&*,/;<>?@\[\\\]^{{}}~])
    """,
    re.VERBOSE,
)
_NUMBER_AGAIN: Final = re.compile(_NUMBER)
_KINDS: Final = {
    "string": STRING, "raw": RAW_STRING, "char": CHARACTER, "field": FIELD, "dot": DOT,
    "variable": VARIABLE, "declare": DECLARE,
    "other": OTHER, "word": IDENTIFIER,
}  # fmt: skip
_MARKS: Final = {"=": ASSIGN, "|": PIPE, "(": LEFT_PAREN, ")": RIGHT_PAREN}
_CLOSING: Final = frozenset({"trim", "right"})
_NAMES: Final = frozenset({"field", "dot", "variable", "word"})
_AFTER_NAME: Final = frozenset({"", " ", "\t", "\r", "\n", ".", ",", "|", ":", "(", ")"})
_UNTERMINATED: Final = {
    '"': "unterminated quoted string",
    "`": "unterminated raw quoted string",
    "'": "unterminated character constant",
}


class Token(NamedTuple):
    """A piece of the template: its kind, its text, the offsets of its ends and whether space stands before it.

    Fields that follow one another, as `.A.B`, are one token.
    """

    kind: str
    text: str
    start: int
    end: int
    spaced: bool = False

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


# A token from its four parts; half the cost of calling the class, which shows in templates of thousands of tokens.
_new_token: Final = partial(tuple.__new__, Token)


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
        text, append, match_at = self.text, self.tokens.append, _ACTION.match
        spaced = False
        while position >= 0:
            match = match_at(text, position)
            if match is None:
                return self.unmatched(position)
            group = match.lastgroup or ""
            if group == "space":
                spaced, position = True, match.end()
                continue
            kind = _KINDS.get(group)
            if kind is None:
                if group in _CLOSING:
                    return self.close_action(match)
                position = self.number(match, spaced) if group == "number" else self.mark(match, spaced)
            else:
                word, end = match.group(), match.end()
                if kind == IDENTIFIER:
                    kind = self.word_kind(word)
                append(_new_token((kind, word, position, end, spaced)))
                if group in _NAMES and not self.terminated(word, end):
                    return self.bad_character(position, end)
                position = end
            spaced = False
        return position

    def close_action(self, match: re.Match[str]) -> int:
        """Emit `}}`; the offset after it and the space that a trim marker eats."""
        if self.parens:
            return self.fault("unclosed left paren", match.start())
        end = match.start() + (4 if match.lastgroup == "trim" else 2)
        self.tokens.append(Token(RIGHT, "}}", match.start(), end))
        return match.end()

    def word_kind(self, word: str) -> str:
        """Keyword, boolean or name."""
        if word in self.keywords:
            return KEYWORD
        return BOOL if word in {"true", "false"} else IDENTIFIER

    def mark(self, match: re.Match[str], spaced: bool) -> int:
        """Emit a mark of one character, keeping count of parentheses."""
        mark, start = match.group(), match.start()
        if mark == "(":
            self.parens += 1
        elif mark == ")":
            self.parens -= 1
            if self.parens < 0:
                return self.fault("unexpected right paren", start)
        self.tokens.append(_new_token((_MARKS[mark], mark, start, start + 1, spaced)))
        return start + 1

    def number(self, match: re.Match[str], spaced: bool) -> int:
        """Add a number, or a complex one of two parts."""
        text = self.text
        start, end = match.span()
        kind = NUMBER
        if self.alphanumeric_at(end):
            return self.fault(f'bad number syntax: "{text[start : end + 1]}"', start)
        if text[end : end + 1] in {"+", "-"}:
            again = _NUMBER_AGAIN.match(text, end)
            end = again.end() if again else end
            kind = COMPLEX
            if text[end - 1] != "i" or self.alphanumeric_at(end):
                return self.fault(f'bad number syntax: "{text[start:end]}"', start)
        self.tokens.append(Token(kind, text[start:end], start, end, spaced))
        return end

    def alphanumeric_at(self, offset: int) -> bool:
        """Whether a letter, digit or underscore stands at `offset`."""
        return _is_word(self.text[offset : offset + 1])

    def terminated(self, word: str, end: int) -> bool:
        """Whether what follows a name may follow one, and every character of the name is allowed in it."""
        if not word.isascii() and not all(_is_word(character) or character in ".$" for character in word):
            return False
        return self.text[end : end + 1] in _AFTER_NAME or self.text.startswith("}}", end)

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
