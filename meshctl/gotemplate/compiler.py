"""Syntax trees to Python source.

Each template of a set becomes a function `tN(d0, o, st, n)`: dot, the list that collects output, the state of the
rendering and the depth of nested templates. Each call that can fail begins a line of its own, and `Generated.spots`
tells for every line which part of which template it came from, so that a failure is placed without any cost while all
goes well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.gotemplate import nodes
from meshctl.gotemplate.codegen import Code, Generated, Unit
from meshctl.gotemplate.expressions import ExpressionWriter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from meshctl.gotemplate.functions import FunctionSet
    from meshctl.gotemplate.spots import Spot


def generate(definitions: Mapping[str, nodes.Definition], functions: FunctionSet, missing_key: str) -> Generated:
    """Python source for a set of templates; `missing_key` is Go's option: `default`, `zero` or `error`."""
    unit = Unit(definitions, functions, missing_key)
    for definition in definitions.values():
        TemplateWriter(unit, definition).write()
    return unit.generated()


class TemplateWriter(ExpressionWriter):
    """Writes the function of one template."""

    def __init__(self, unit: Unit, definition: nodes.Definition) -> None:
        super().__init__(unit, definition)
        self.root = definition.body
        self.indent = 1
        self.pieces: list[str] = []
        # For every `else` of a range around the present statement, the local that notes a `continue` in it.
        self.else_flags: list[str | None] = []

    def write(self) -> None:
        """The whole function."""
        self.unit.emit(0, f"def {self.unit.templates[self.template]}(d0, o, st, n):")
        self.unit.emit(1, "v0 = d0")
        self.body(self.root)

    def emit(self, text: str, spot: Spot | None = None) -> None:
        """A statement at the present depth, after the output that precedes it."""
        self.flush()
        self.unit.emit(self.indent, text, spot)

    def flush(self) -> None:
        """Write out the pieces of output gathered since the last statement."""
        if len(self.pieces) == 1:
            self.unit.emit(self.indent, f"o.append({self.pieces[0]})")
        elif self.pieces:
            self.unit.emit(self.indent, f"o += ({', '.join(self.pieces)})")
        self.pieces.clear()

    def block(self, head: str, body: nodes.Body) -> None:
        """A compound statement."""
        self.emit(head)
        self.indent += 1
        self.body(body)
        self.indent -= 1

    def body(self, body: nodes.Body) -> None:
        """The statements of a block in a scope of its own; `pass` for none."""
        before = len(self.unit.lines)
        self.scopes.append({})
        for node in body:
            self.statement(node)
        self.flush()
        self.scopes.pop()
        if len(self.unit.lines) == before:
            self.emit("pass")

    def statement(self, node: nodes.Statement) -> None:
        """Any statement."""
        match node:
            case nodes.Text():
                self.pieces.append(repr(node.text))
            case nodes.Action():
                self.action(node)
            case nodes.If():
                self.conditional(node, sets_dot=False)
            case nodes.With():
                self.conditional(node, sets_dot=True)
            case nodes.Range():
                self.range(node)
            case nodes.Break():
                self.emit("break")
            case nodes.Continue():
                self.continue_loop()
            case nodes.Invocation():
                self.invocation(node)

    def action(self, node: nodes.Action) -> None:
        """Output, or a declaration or assignment."""
        code = self.pipeline(node.pipeline)
        if node.pipeline.variables:
            self.emit(code.text)
        elif code.go_type == "string":
            self.pieces.append(code.text)
        else:
            self.pieces.append(f"{self.mark(node.pipeline)}show({code.text})")

    def conditional(self, node: nodes.If | nodes.With, *, sets_dot: bool) -> None:
        """`if` and `with`; a variable declared in a condition reaches into every later branch."""
        self.flush()
        self.scopes.append({})
        outer = self.dot
        for index, branch in enumerate(node.branches):
            code = self.pipeline(branch.pipeline)
            condition = code.text
            if sets_dot:
                self.dot = Code(self.fresh("d"), code.go_type, simple=True)
                condition = f"{self.dot.text} := {condition}"
            self.block(f"{'elif' if index else 'if'} ({condition}):", branch.body)
            self.dot = outer
        if node.otherwise:
            self.block("else:", node.otherwise)
        self.scopes.pop()

    def range(self, node: nodes.Range) -> None:
        """A loop, with what runs instead of it where there is nothing to visit."""
        self.scopes.append({})
        code = self.pipeline(node.pipeline, keep_variables=False)
        value, items, outer = self.fresh("y"), self.fresh("r"), self.dot
        self.emit(f"{value} = ({self.normal(code).text})")
        variables = self.range_variables(node.pipeline, value)
        lister = "pairs" if len(variables) > 1 else "elements"
        self.emit(f"{items} = ({self.mark(node.pipeline)}{lister}({value}, st))")
        if node.otherwise:
            self.emit(f"if {items}:")
            self.indent += 1
        self.loop(node, items, variables)
        self.dot = outer
        if node.otherwise:
            self.indent -= 1
            self.range_else(node.otherwise)
        self.scopes.pop()

    def range_else(self, body: nodes.Body) -> None:
        """The `else` of a range. NB: in Go a `break` in it ends only it, while `continue` means the loop around."""
        if not has_jump(body):
            self.block("else:", body)
            return
        flag = self.fresh("j")
        self.emit("else:")
        self.indent += 1
        self.emit(f"{flag} = False")
        self.else_flags.append(flag)
        self.block("for _ in (0,):", body)
        self.else_flags.pop()
        self.emit(f"if {flag}:")
        self.indent += 1
        self.continue_loop()
        self.indent -= 2

    def continue_loop(self) -> None:
        """`continue`, from inside the `else` of a range by way of its flag."""
        flag = self.else_flags[-1] if self.else_flags else None
        if flag is None:
            self.emit("continue")
        else:
            self.emit(f"{flag} = True")
            self.emit("break")

    def range_variables(self, pipeline: nodes.Pipeline, value: str) -> list[str]:
        """The locals set at each turn; they hold the whole value until the first, which `else` can see."""
        variables: list[str] = []
        for name in pipeline.variables:
            local = self.lookup(name) if pipeline.is_assignment else self.declare(name)
            if local is None:
                self.emit(self.fail(pipeline, f"undefined variable: {name}").text)
                local = self.fresh("v")
            variables.append(local)
            self.emit(f"{local} = {value}")
        return variables

    def loop(self, node: nodes.Range, items: str, variables: Sequence[str]) -> None:
        """`for` over what `range` visits, dot being the element."""
        element = self.fresh("d")
        self.dot = Code(element, may_be_nil=True, simple=True)
        self.emit(f"for {', '.join([*variables[:-1], element])} in {items}:", self.spot(node.pipeline))
        self.indent += 1
        if variables:
            self.emit(f"{variables[-1]} = {element}")
        self.else_flags.append(None)
        self.body(node.body)
        self.else_flags.pop()
        self.indent -= 1

    def invocation(self, node: nodes.Invocation) -> None:
        """A call of another template of the set."""
        target = self.unit.templates.get(node.name)
        if target is None:
            self.emit(self.fail(node, f'template "{node.name}" not defined').text)
            return
        self.emit(f"n < st.depth or ({self.mark(node)}too_deep(st))")
        dot = "M" if node.pipeline is None else self.normal(self.pipeline(node.pipeline)).text
        self.emit(f"{target}({dot}, o, st, n + 1)")


def has_jump(body: nodes.Body) -> bool:
    """Whether a `break` or `continue` in these statements means a loop around them."""
    for node in body:
        if isinstance(node, (nodes.Break, nodes.Continue)):
            return True
        if isinstance(node, (nodes.If, nodes.With)):
            inner = [*(branch.body for branch in node.branches), node.otherwise]
            if any(map(has_jump, inner)):
                return True
        if isinstance(node, nodes.Range) and has_jump(node.otherwise):
            return True
    return False
