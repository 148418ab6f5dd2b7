"""A recursive-descent parser of the Common Expression Language.

Source: the grammar in github.com/google/cel-spec, doc/langdef.md. Message literals, byte strings and optional syntax
(`?.`) are left out: no rule of the bundles uses them, and one that did would stop the build with a clear error.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

from tools.crd_tables.cel.syntax import Binary, Call, Index, ListOf, Literal, MapOf, Name, Node, Select, Ternary, Unary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|//[^\n]*)
  | (?P<string>[rR]?(?:\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
  | (?P<double>\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)
  | (?P<int>0x[0-9a-fA-F]+|\d+)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<symbol>&&|\|\||[<>=!]=|[-+*/%<>!?:.,()\[\]{}])
    """,
    re.VERBOSE | re.DOTALL,
)

_BINARY = (("||",), ("&&",), ("<", "<=", ">", ">=", "==", "!=", "in"), ("+", "-"), ("*", "/", "%"))
_CONSTANTS = {"true": True, "false": False, "null": None}


class CelSyntaxError(ValueError):
    """A rule that this parser does not read."""


class Token(NamedTuple):
    """A lexical element and its kind: string, double, int, name, symbol, end."""

    kind: str
    text: str


def parse(source: str) -> Node:
    """The syntax tree of a CEL expression.

    Raises:
        CelSyntaxError: the text is not CEL, or uses a form that is left out here.
    """
    parser = _Parser([*_tokens(source), Token("end", "")], source)
    node = parser.expression()
    parser.expect("")
    return node


def _tokens(source: str) -> Iterator[Token]:
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None or match.lastgroup is None:
            raise CelSyntaxError(f"cannot read {source[position : position + 20]!r} in {source!r}")
        position = match.end()
        if match.lastgroup != "space":
            yield Token(match.lastgroup, match.group())


class _Parser:
    def __init__(self, tokens: Sequence[Token], source: str) -> None:
        self._tokens = tokens
        self._source = source
        self._position = 0

    def _peek(self) -> Token:
        return self._tokens[self._position]

    def _take(self) -> Token:
        token = self._peek()
        self._position += 1
        return token

    def _accept(self, text: str) -> bool:
        token = self._peek()
        if token.text == text and token.kind != "string":
            self._position += 1
            return True
        return False

    def expect(self, text: str) -> None:
        token = self._take()
        if token.text != text:
            raise CelSyntaxError(f"expected {text or 'the end'!r}, found {token.text!r} in {self._source!r}")

    def expression(self) -> Node:
        condition = self._binary(0)
        if not self._accept("?"):
            return condition
        yes = self._binary(0)
        self.expect(":")
        return Ternary(condition, yes, self.expression())

    def _binary(self, level: int) -> Node:
        if level == len(_BINARY):
            return self._unary()
        left = self._binary(level + 1)
        while self._peek().text in _BINARY[level] and self._peek().kind != "string":
            operator = self._take().text
            left = Binary(operator, left, self._binary(level + 1))
        return left

    def _unary(self) -> Node:
        for operator in ("!", "-"):
            if self._accept(operator):
                return Unary(operator, self._unary())
        return self._member()

    def _member(self) -> Node:
        node = self._primary()
        while True:
            if self._accept("."):
                name = self._take().text
                node = Call(node, name, self._arguments()) if self._accept("(") else Select(node, name)
            elif self._accept("["):
                node = Index(node, self.expression())
                self.expect("]")
            else:
                return node

    def _primary(self) -> Node:
        token = self._take()
        match token.kind, token.text:
            case "string", text:
                return Literal(_string(text))
            case "int", text:
                return Literal(int(text, 0))
            case "double", text:
                return Literal(float(text))
            case "name", name if name in _CONSTANTS:
                return Literal(_CONSTANTS[name])
            case "name", name:
                return Call(None, name, self._arguments()) if self._accept("(") else Name(name)
            case "symbol", "(":
                node = self.expression()
                self.expect(")")
                return node
            case "symbol", "[":
                return ListOf(tuple(self._sequence("]")))
            case "symbol", "{":
                return MapOf(tuple(self._entries()))
        raise CelSyntaxError(f"unexpected {token.text!r} in {self._source!r}")

    def _arguments(self) -> tuple[Node, ...]:
        return tuple(self._sequence(")"))

    def _sequence(self, end: str) -> Iterator[Node]:
        while not self._accept(end):
            yield self.expression()
            if self._peek().text != end:
                self.expect(",")

    def _entries(self) -> Iterator[tuple[Node, Node]]:
        while not self._accept("}"):
            key = self.expression()
            self.expect(":")
            yield key, self.expression()
            if self._peek().text != "}":
                self.expect(",")


def _string(text: str) -> str:
    # CEL's escapes are those of Python but for \` and \?, which no rule uses; a bytes prefix does not reach this point.
    value = ast.literal_eval(text)
    if not isinstance(value, str):
        raise CelSyntaxError(f"not a string: {text}")
    return value
