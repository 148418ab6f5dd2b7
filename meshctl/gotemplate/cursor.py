"""Walking over the tokens of a template, and refusing it with the place of the fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from meshctl.errors import TemplateError
from meshctl.gotemplate import lexer, quoting
from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.spots import place_of

if TYPE_CHECKING:
    from meshctl.gotemplate.lexer import Token


class TokenCursor:
    """A position among the tokens of one text; `name` is what messages call the text."""

    def __init__(self, name: str, text: str, *, loop_keywords: bool) -> None:
        self.name = name
        self.text = text
        self.tokens = lexer.tokenize(text, loop_keywords=loop_keywords)
        self.next = 0

    def take(self) -> Token:
        """The next token, consumed; the last one is never passed."""
        token = self.tokens[self.next]
        if self.next < len(self.tokens) - 1:
            self.next += 1
        return token

    def peek(self) -> Token:
        """The next token."""
        return self.tokens[self.next]

    def expect(self, kind: str, context: str) -> Token:
        """The next token, which must be of this kind."""
        token = self.take()
        if token.kind != kind:
            self.unexpected(token, context)
        return token

    def fault(self, message: str, token: Token | None = None) -> NoReturn:
        """Refuse the template at `token`, or at the token last taken."""
        offset = (token or self.tokens[max(self.next - 1, 0)]).start
        raise TemplateError(message, place=place_of(self.name, self.text, offset))

    def unexpected(self, token: Token, context: str) -> NoReturn:
        """Refuse a token."""
        if token.kind == lexer.ERROR:
            self.fault(token.text, token)
        self.fault(f"unexpected {token} in {context}", token)

    def unquote(self, token: Token) -> str:
        """The value of a string literal."""
        try:
            return quoting.unquote(token.text)
        except Fault as fault:
            self.fault(fault.message, token)
