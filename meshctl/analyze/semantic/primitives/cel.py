"""Whether a text is an expression of the Common Expression Language; types and names are not checked.

A recogniser by recursive descent that keeps nothing of what it reads.
Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md (grammar and lexis).
"""

from __future__ import annotations

import re
from functools import lru_cache

from meshctl.analyze.semantic.violation import Fault, quote

MAX_DEPTH = 100  # three frames each, far from what Python bears

_TOKEN = re.compile(
    r"""
    (?P<blank>[\t\n\f\r ]+|//[^\n]*)
  | (?P<string>(?:[bB]?[rR]|[rR][bB])(?:\"\"\"(?:.|\n)*?\"\"\"|'''(?:.|\n)*?'''|"[^"\r\n]*"|'[^'\r\n]*')
      |[bB]?(?:\"\"\"(?:[^\\]|\\(?:.|\n))*?\"\"\"|'''(?:[^\\]|\\(?:.|\n))*?'''
      |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'))
  | (?P<number>[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?
      |0x[0-9A-Fa-f]+[uU]?|[0-9]+[uU]?)
  | (?P<name>[_A-Za-z][_A-Za-z0-9]*|`[-_A-Za-z0-9./ ]+`)
  | (?P<sign>&&|\|\||<=|>=|==|!=|[-+*/%<>!?:.,()\[\]{}])
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(
    r"""\\(?:[abfnrtv\\?"'`]|[xX][0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[0-3][0-7]{2})""",
)
_OPERATORS = ("||", "&&", "<", "<=", ">=", ">", "==", "!=", "in", "+", "-", "*", "/", "%")
_RESERVED = frozenset(
    [
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while",
        "in",
    ],
)


class _CelError(Exception):
    """The expression ends here; the text says why."""


class _Reader:
    """Tokens of one expression and the place that has been reached."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.at = 0
        self.depth = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def accept(self, *texts: str) -> bool:
        kind, text = self.peek()
        if kind in ("sign", "name") and text in texts:
            self.at += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.accept(text):
            raise _CelError(f"{self.shown()} stands where {quote(text)} should")

    def shown(self) -> str:
        kind, text = self.peek()
        return "the end" if kind == "end" else quote(text)

    def whole(self) -> None:
        self.expression()
        if self.peek()[0] != "end":
            raise _CelError(f"{self.shown()} follows a complete expression")

    def expression(self) -> None:
        """Operands with operators between them, and `? :` around all; what binds more tightly changes nothing here."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _CelError("it nests too deeply")
        self._operands()
        if self.accept("?"):
            self._operands()
            self.expect(":")
            self.expression()
        self.depth -= 1

    def _operands(self) -> None:
        self._unary()
        while self.accept(*_OPERATORS):
            self._unary()

    def _unary(self) -> None:
        sign = next((sign for sign in ("!", "-") if self.accept(sign)), "")
        while sign and self.accept(sign):
            pass
        self._primary()
        while self.accept(".", "[") or self._opens_message():
            self._postfix(self.tokens[self.at - 1][1])

    def _opens_message(self) -> bool:
        """Whether a `{` follows the name of a message type."""
        return self.tokens[self.at - 1][0] == "name" and self.accept("{")

    def _postfix(self, opened: str) -> None:
        if opened == "[":
            self.accept("?")
            self.expression()
            self.expect("]")
        elif opened == "{":
            self._entries("}")
        else:
            self.accept("?")
            self._member()

    def _member(self) -> None:
        kind, _text = self.peek()
        if kind != "name":
            raise _CelError(f"{self.shown()} stands where a field name should")
        self.at += 1
        if self.accept("("):
            self._arguments(")")

    def _primary(self) -> None:
        kind, text = self.peek()
        self.at += 1
        if kind in ("string", "number"):
            return
        if kind == "name" and text not in _RESERVED:
            self._call()
        elif text == ".":
            self._member()
        elif text == "(":
            self.expression()
            self.expect(")")
        elif text == "[":
            self._arguments("]")
        elif text == "{":
            self._entries("}")
        else:
            self.at -= 1
            raise _CelError(f"{self.shown()} stands where a value should")

    def _call(self) -> None:
        if self.accept("("):
            self._arguments(")")

    def _arguments(self, closing: str) -> None:
        while not self.accept(closing):
            if closing == "]":
                self.accept("?")
            self.expression()
            if not self.accept(","):
                self.expect(closing)
                return
            if closing == ")" and self.peek()[1] == ")":
                raise _CelError("a comma stands before the closing parenthesis")

    def _entries(self, closing: str) -> None:
        while not self.accept(closing):
            self.accept("?")
            self.expression()
            self.expect(":")
            self.expression()
            if not self.accept(","):
                self.expect(closing)
                return


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise _CelError(f"{quote(text[at : at + 10])} cannot be read")
        kind = str(found.lastgroup)
        if kind == "string":
            _check_escapes(found.group())
        if kind != "blank":
            tokens.append((kind, found.group()))
        at = found.end()
    return tokens


def _check_escapes(literal: str) -> None:
    prefix = re.match("[a-zA-Z]*", literal)
    raw = prefix is not None and "r" in prefix.group().lower()
    if not raw and "\\" in _ESCAPE.sub("", literal):
        raise _CelError(f"{quote(literal)} holds an unknown escape")


@lru_cache(maxsize=128)
def syntax(text: str) -> Fault | None:
    """Why `text` does not parse as an expression."""
    try:
        _Reader(text).whole()
    except _CelError as fault:
        return Fault(
            f"{quote(text)} is not an expression: {fault}", "an expression in CEL syntax, such as response.code >= 400"
        )
    return None
