"""Tokens to syntax trees, with the checks that Go makes while parsing.

Unknown functions, undefined variables, `break` outside `range` and doubled definitions are refused here, before
anything runs. Nesting is bounded, so that neither this parser nor Python's own compiler can be driven too deep.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from meshctl.gotemplate import lexer, nodes
from meshctl.gotemplate.expression_parser import ExpressionParser
from meshctl.gotemplate.lexer import Token

if TYPE_CHECKING:
    from collections.abc import Container

MAX_BLOCKS: Final = 40
MAX_LOOPS: Final = 15


def parse(name: str, text: str, functions: Container[str], *, source: int = 0) -> dict[str, nodes.Definition]:
    """The templates that `text` defines: itself under `name`, and one for each `define` and `block`.

    `source` is recorded in each definition. Raises TemplateError, placed, for the first fault.
    """
    return _Parser(name, text, functions, source).parse()


class _Parser(ExpressionParser):
    """One pass over the tokens of one text."""

    def __init__(self, name: str, text: str, functions: Container[str], source: int) -> None:
        super().__init__(name, text, functions)
        self.source = source
        self.definitions: dict[str, nodes.Definition] = {}
        self.blocks = 0
        self.loops = 0

    # Templates.

    def parse(self) -> dict[str, nodes.Definition]:
        """The whole text."""
        body: nodes.Body = []
        while self.peek().kind != lexer.END:
            if self.at_define():
                self.definition()
                continue
            node = self.text_or_action()
            if isinstance(node, Token):
                self.fault(f"unexpected {{{{{node.text}}}}}", node)
            body.append(node)
        self.add(self.name, body)
        return self.definitions

    def at_define(self) -> bool:
        """Whether `{{define` comes next; it is consumed if so."""
        if self.peek().kind != lexer.LEFT:
            return False
        after = self.tokens[self.next + 1]
        if (after.kind, after.text) != (lexer.KEYWORD, "define"):
            return False
        self.next += 2
        return True

    def definition(self) -> None:
        """`{{define "name"}} body {{end}}`."""
        context = "define clause"
        token = self.take()
        name = self.template_name(token, context)
        self.expect(lexer.RIGHT, context)
        self.add(name, self.own_body(context, token), token)

    def own_body(self, context: str, opened: Token) -> nodes.Body:
        """The body of a definition or block, which sees no variables of its surroundings."""
        outer, loops = self.variables, self.loops
        self.variables, self.loops = ["$"], 0
        body, end = self.body(opened)
        if end.text != "end":
            self.fault(f"unexpected {{{{else}}}} in {context}", end)
        self.variables, self.loops = outer, loops
        return body

    def add(self, name: str, body: nodes.Body, token: Token | None = None) -> None:
        """Record a definition; of two with one name, one must be empty."""
        known = self.definitions.get(name)
        definition = nodes.Definition(name, body, self.source)
        if known is None or known.is_empty():
            self.definitions[name] = definition
        elif not definition.is_empty():
            self.fault(f'multiple definition of template "{name}"', token)

    def template_name(self, token: Token, context: str) -> str:
        """The text of a template's name."""
        if token.kind not in {lexer.STRING, lexer.RAW_STRING}:
            self.unexpected(token, context)
        return self.unquote(token)

    # Statements.

    def body(self, opened: Token) -> tuple[nodes.Body, Token]:
        """Statements up to `{{end}}` or `{{else`, and that keyword's token."""
        self.blocks += 1
        if self.blocks > MAX_BLOCKS:
            self.fault(f"blocks are nested too deeply (limit {MAX_BLOCKS})", opened)
        body: nodes.Body = []
        while self.peek().kind != lexer.END:
            node = self.text_or_action()
            if isinstance(node, Token):
                self.blocks -= 1
                return body, node
            body.append(node)
        return self.fault("unexpected EOF: this block has no {{end}}", opened)

    def text_or_action(self) -> nodes.Statement | Token:
        """A statement, or the token of an `end` or `else`."""
        token = self.take()
        if token.kind == lexer.TEXT:
            return nodes.Text(token.start, token.end, token.text)
        if token.kind == lexer.LEFT:
            return self.action()
        return self.unexpected(token, "input")

    def action(self) -> nodes.Statement | Token:
        """What stands after `{{`."""
        token = self.peek()
        if token.kind != lexer.KEYWORD or token.text in {"nil", "define"}:
            pipeline = self.pipeline("command", lexer.RIGHT)
            return nodes.Action(pipeline.start, pipeline.end, pipeline)
        self.take()
        if token.text == "end":
            self.expect(lexer.RIGHT, "end")
            return token
        if token.text == "else":
            return self.else_token(token)
        return self.control(token)

    def control(self, token: Token) -> nodes.Statement:
        """A statement that begins with a keyword."""
        match token.text:
            case "if":
                return nodes.If(token.start, token.end, *self.conditional("if", token))
            case "with":
                return nodes.With(token.start, token.end, *self.conditional("with", token))
            case "range":
                return self.range(token)
            case "template":
                return self.invocation(token)
            case "block":
                return self.block(token)
            case _:
                return self.jump(token)

    def else_token(self, token: Token) -> Token:
        """`{{else}}` whole, or `{{else` before `if` or `with`."""
        following = self.peek()
        if following.kind != lexer.KEYWORD or following.text not in {"if", "with"}:
            self.expect(lexer.RIGHT, "else")
        return token

    def conditional(self, keyword: str, opened: Token) -> tuple[list[nodes.Branch], nodes.Body]:
        """The branches of an `if` or `with`, and its last `else`."""
        visible = len(self.variables)
        branches: list[nodes.Branch] = []
        otherwise: nodes.Body = []
        while True:
            pipeline = self.pipeline(keyword, lexer.RIGHT)
            body, end = self.body(opened)
            branches.append(nodes.Branch(pipeline.start, pipeline.end, pipeline, body))
            if end.text == "else" and self.at_keyword(keyword):
                self.take()
                continue
            if end.text == "else":
                otherwise = self.else_body(opened)
            break
        del self.variables[visible:]
        return branches, otherwise

    def at_keyword(self, keyword: str) -> bool:
        """Whether this keyword comes next."""
        token = self.peek()
        return token.kind == lexer.KEYWORD and token.text == keyword

    def else_body(self, opened: Token) -> nodes.Body:
        """What stands between `{{else}}` and `{{end}}`."""
        if self.peek().kind == lexer.KEYWORD:
            self.unexpected(self.peek(), "input")
        body, end = self.body(opened)
        if end.text != "end":
            self.fault("expected end; found {{else}}", end)
        return body

    def range(self, token: Token) -> nodes.Range:
        """`{{range}} body {{else}} body {{end}}`."""
        visible = len(self.variables)
        pipeline = self.pipeline("range", lexer.RIGHT)
        self.loops += 1
        if self.loops > MAX_LOOPS:
            self.fault(f"range is nested too deeply (limit {MAX_LOOPS})", token)
        body, end = self.body(token)
        self.loops -= 1
        otherwise = self.else_body(token) if end.text == "else" else []
        del self.variables[visible:]
        return nodes.Range(token.start, pipeline.end, pipeline, body, otherwise)

    def jump(self, token: Token) -> nodes.Break | nodes.Continue:
        """`{{break}}` or `{{continue}}`."""
        following = self.take()
        if following.kind != lexer.RIGHT:
            self.unexpected(following, f"{{{{{token.text}}}}}")
        if self.loops == 0:
            self.fault(f"{{{{{token.text}}}}} outside {{{{range}}}}", token)
        kind = nodes.Break if token.text == "break" else nodes.Continue
        return kind(token.start, token.end)

    def invocation(self, opened: Token) -> nodes.Invocation:
        """`{{template "name"}}` or `{{template "name" pipeline}}`."""
        context = "template clause"
        name = self.template_name(self.take(), context)
        if self.peek().kind == lexer.RIGHT:
            end = self.take()
            return nodes.Invocation(opened.start, end.start, name, None)
        pipeline = self.pipeline(context, lexer.RIGHT)
        return nodes.Invocation(opened.start, pipeline.end, name, pipeline)

    def block(self, opened: Token) -> nodes.Invocation:
        """`{{block "name" pipeline}} body {{end}}`: a definition and its use in one."""
        context = "block clause"
        name = self.template_name(self.take(), context)
        pipeline = self.pipeline(context, lexer.RIGHT)
        self.add(name, self.own_body(context, opened), opened)
        return nodes.Invocation(opened.start, pipeline.end, name, pipeline)
