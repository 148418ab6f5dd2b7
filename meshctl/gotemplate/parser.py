"""Tokens to syntax trees, with the checks that Go makes while parsing.

Unknown functions, undefined variables, `break` outside `range` and doubled definitions are refused here, before
anything runs. Nesting is bounded, so that neither this parser nor Python's own compiler can be driven too deep.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Final, NoReturn

from meshctl.errors import Place, TemplateError
from meshctl.gotemplate import lexer, nodes, numbers, quoting
from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.lexer import Token

MAX_BLOCKS: Final = 40
MAX_LOOPS: Final = 15
MAX_PARENS: Final = 40

_LITERALS: Final = (nodes.Bool, nodes.Dot, nodes.Nil, nodes.Number, nodes.String)


def parse(name: str, text: str, functions: Container[str], *, source: int = 0) -> dict[str, nodes.Definition]:
    """The templates that `text` defines: itself under `name`, and one for each `define` and `block`.

    `source` is recorded in each definition. Raises TemplateError, placed, for the first fault.
    """
    return _Parser(name, text, functions, source).parse()


class _Parser:
    """One pass over the tokens of one text."""

    def __init__(self, name: str, text: str, functions: Container[str], source: int) -> None:
        self.name = name
        self.text = text
        self.functions = functions
        self.source = source
        self.tokens = lexer.tokenize(text, loop_keywords="break" not in functions)
        self.next = 0
        self.variables = ["$"]
        self.definitions: dict[str, nodes.Definition] = {}
        self.blocks = 0
        self.loops = 0
        self.parens = 0

    # Tokens.

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

    # Faults.

    def fault(self, message: str, token: Token | None = None) -> NoReturn:
        """Refuse the template at `token`, or at the token last taken."""
        offset = (token or self.tokens[max(self.next - 1, 0)]).start
        raise TemplateError(message, place=place_of(self.name, self.text, offset))

    def unexpected(self, token: Token, context: str) -> NoReturn:
        """Refuse a token."""
        if token.kind == lexer.ERROR:
            self.fault(token.text, token)
        self.fault(f"unexpected {token} in {context}", token)

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

    def unquote(self, token: Token) -> str:
        """The value of a string literal."""
        try:
            return quoting.unquote(token.text)
        except Fault as fault:
            self.fault(fault.message, token)

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
        self.fault("unexpected EOF", opened)

    def text_or_action(self) -> nodes.Statement | Token:
        """A statement, or the token of an `end` or `else`."""
        token = self.take()
        if token.kind == lexer.TEXT:
            return nodes.Text(token.start, token.end, token.text)
        if token.kind == lexer.LEFT:
            return self.action()
        self.unexpected(token, "input")

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

    # Expressions.

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
            make = _Parser.nil
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


_TERMS: Final[dict[str, Callable[[_Parser, Token], nodes.Operand]]] = {
    lexer.FIELD: _Parser.field,
    lexer.IDENTIFIER: _Parser.identifier,
    lexer.STRING: _Parser.string,
    lexer.RAW_STRING: _Parser.string,
    lexer.VARIABLE: _Parser.variable,
    lexer.LEFT_PAREN: _Parser.parenthesized,
    lexer.DOT: _Parser.dot,
    lexer.BOOL: _Parser.boolean,
    lexer.NUMBER: _Parser.number,
    lexer.CHARACTER: _Parser.number,
    lexer.COMPLEX: _Parser.number,
}


def place_of(name: str, text: str, offset: int) -> Place:
    """The place of a character of a template."""
    line = text.count("\n", 0, offset) + 1
    return Place(name, line, offset - text.rfind("\n", 0, offset))
