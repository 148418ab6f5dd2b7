"""Tokens to pipelines, commands and operands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from meshctl.gotemplate import lexer, nodes, numbers
from meshctl.gotemplate.cursor import TokenCursor
from meshctl.gotemplate.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from meshctl.gotemplate.lexer import Token

MAX_PARENS: Final = 40

_LITERALS: Final = (nodes.Bool, nodes.Dot, nodes.Nil, nodes.Number, nodes.String)


class ExpressionParser(TokenCursor):
    """Parses expressions; knows the functions there are and the variables declared so far."""

    def __init__(self, name: str, text: str, functions: Container[str]) -> None:
        super().__init__(name, text, loop_keywords="break" not in functions)
        self.functions = functions
        self.variables = ["$"]
        self.parens = 0

    def pipeline(self, context: str, end: str) -> nodes.Pipeline:
        """Declarations and commands up to the closing token."""
        first = self.peek()
        pipeline = nodes.Pipeline(first.start, first.end, [])
        self.declarations(pipeline, context)
        while True:
            token = self.peek()
            if token.kind == end:
                self.take()
                break
            if token.kind not in _TERMS and (token.kind, token.text) != (lexer.KEYWORD, "nil"):
                self.unexpected(token, context)
            pipeline.commands.append(self.command())
        self.check_pipeline(pipeline, context)
        pipeline.end = pipeline.commands[-1].end
        return pipeline

    def declarations(self, pipeline: nodes.Pipeline, context: str) -> None:
        """`$x :=`, `$x =` and, for range, `$i, $x :=`."""
        while self.peek().kind == lexer.VARIABLE:
            start = self.next
            name = self.take().text
            following = self.peek()
            if following.kind in {lexer.ASSIGN, lexer.DECLARE}:
                self.take()
                pipeline.is_assignment = following.kind == lexer.ASSIGN
            elif (following.kind, following.text) != (lexer.OTHER, ","):
                self.next = start
                return
            pipeline.variables.append(name)
            self.variables.append(name)
            if following.kind != lexer.OTHER:
                return
            self.take()
            self.second_variable(pipeline, context)

    def second_variable(self, pipeline: nodes.Pipeline, context: str) -> None:
        """After a comma only `range` may name one more variable."""
        if context != "range" or len(pipeline.variables) > 1:
            self.fault(f"too many declarations in {context}")
        if self.peek().kind not in {lexer.VARIABLE, lexer.RIGHT, lexer.RIGHT_PAREN}:
            self.fault("range can only initialize variables")

    def check_pipeline(self, pipeline: nodes.Pipeline, context: str) -> None:
        """Refuse an empty pipeline, and a value where a function must take the piped one."""
        if not pipeline.commands:
            self.fault(f"missing value for {context}")
        for stage, command in enumerate(pipeline.commands[1:], start=2):
            if isinstance(command.words[0], _LITERALS):
                self.fault(f"non executable command in pipeline stage {stage}")

    def command(self) -> nodes.Command:
        """Operands up to `|` or the end of the pipeline."""
        words: list[nodes.Operand] = []
        while True:
            operand = self.operand()
            token = self.peek()
            if operand is None:
                self.unexpected(token, "operand")
            words.append(operand)
            if token.kind == lexer.PIPE:
                self.take()
            elif token.kind not in {lexer.RIGHT, lexer.RIGHT_PAREN}:
                if not token.spaced:
                    self.unexpected(token, "operand")
                continue
            return nodes.Command(words[0].start, words[-1].end, words)

    def operand(self) -> nodes.Operand | None:
        """A term with the fields right behind it; None where no term stands."""
        token = self.peek()
        make = _TERMS.get(token.kind)
        if make is None:
            if (token.kind, token.text) != (lexer.KEYWORD, "nil"):
                return None
            make = ExpressionParser.nil
        self.take()
        node = make(self, token)
        behind = self.peek()
        if behind.kind != lexer.FIELD or behind.spaced:
            return node
        if isinstance(node, _LITERALS):
            self.fault(f'unexpected . after term "{token.text}"')
        self.take()
        names = tuple(behind.text[1:].split("."))
        if isinstance(node, nodes.Variable):
            return nodes.Variable(node.start, behind.end, node.name, names)
        return nodes.Chain(node.start, behind.end, node, names)

    def field(self, token: Token) -> nodes.Operand:
        """`.A.B`."""
        return nodes.Field(token.start, token.end, tuple(token.text[1:].split(".")))

    def identifier(self, token: Token) -> nodes.Operand:
        """A function's name."""
        if token.text not in self.functions:
            self.fault(f'function "{token.text}" not defined', token)
        return nodes.Identifier(token.start, token.end, token.text)

    def variable(self, token: Token) -> nodes.Operand:
        """A variable that is declared."""
        if token.text not in self.variables:
            self.fault(f'undefined variable "{token.text}"', token)
        return nodes.Variable(token.start, token.end, token.text)

    def string(self, token: Token) -> nodes.Operand:
        """A string constant."""
        return nodes.String(token.start, token.end, self.unquote(token))

    def boolean(self, token: Token) -> nodes.Operand:
        """`true` or `false`."""
        return nodes.Bool(token.start, token.end, token.text == "true")

    def dot(self, token: Token) -> nodes.Operand:
        """The cursor."""
        return nodes.Dot(token.start, token.end)

    def nil(self, token: Token) -> nodes.Operand:
        """The constant `nil`."""
        return nodes.Nil(token.start, token.end)

    def parenthesized(self, opened: Token) -> nodes.Operand:
        """`(pipeline)`, whose `(` is consumed."""
        self.parens += 1
        if self.parens > MAX_PARENS:
            self.fault(f"max expression depth exceeded (limit {MAX_PARENS})", opened)
        pipeline = self.pipeline("parenthesized pipeline", lexer.RIGHT_PAREN)
        self.parens -= 1
        pipeline.start = opened.start
        pipeline.end = self.tokens[self.next - 1].end
        return pipeline

    def number(self, token: Token) -> nodes.Operand:
        """The node of a number token."""
        make = {
            lexer.NUMBER: numbers.number_node,
            lexer.CHARACTER: numbers.character_node,
            lexer.COMPLEX: numbers.complex_node,
        }[token.kind]
        try:
            return make(token.start, token.end, token.text)
        except Fault as fault:
            self.fault(fault.message, token)


_TERMS: Final[dict[str, Callable[[ExpressionParser, Token], nodes.Operand]]] = {
    lexer.FIELD: ExpressionParser.field,
    lexer.IDENTIFIER: ExpressionParser.identifier,
    lexer.STRING: ExpressionParser.string,
    lexer.RAW_STRING: ExpressionParser.string,
    lexer.VARIABLE: ExpressionParser.variable,
    lexer.LEFT_PAREN: ExpressionParser.parenthesized,
    lexer.DOT: ExpressionParser.dot,
    lexer.BOOL: ExpressionParser.boolean,
    lexer.NUMBER: ExpressionParser.number,
    lexer.CHARACTER: ExpressionParser.number,
    lexer.COMPLEX: ExpressionParser.number,
}
