"""Pipelines, commands and operands to Python expressions.

Go evaluates a stage of a pipeline before the arguments of the next one, and Python evaluates arguments from left to
right; where an argument could tell the difference the piped value is computed first, into a local.

Go's dynamic variable stack resolves statically, since its scopes are lexical: every `:=` gets a local of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from meshctl.gotemplate import nodes, types
from meshctl.gotemplate.calls import can_be_nil, kind_word
from meshctl.gotemplate.codegen import Code, Unit, constant_for, float_literal, is_spelled_as_float
from meshctl.gotemplate.spots import Spot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from meshctl.gotemplate.functions import Function
    from meshctl.gotemplate.types import Type

Constant: TypeAlias = nodes.Bool | nodes.String | nodes.Number
WithFields: TypeAlias = nodes.Field | nodes.Chain | nodes.Variable

_KNOWN_RESULTS: Final = frozenset({"string", "bool", "int", "float64"})
_LONGEST_FAST_CHAIN: Final = 4


class ExpressionWriter:
    """Writes the expressions of one template; knows its variables in scope and what dot is."""

    def __init__(self, unit: Unit, definition: nodes.Definition) -> None:
        self.unit = unit
        self.template = definition.name
        self.source = definition.source
        self.scopes: list[dict[str, str]] = [{"$": "v0"}]
        self.dot = Code("d0", simple=True)
        self.used = 0

    # Names and places.

    def fresh(self, prefix: str) -> str:
        """A local name not used before."""
        self.used += 1
        return f"{prefix}{self.used}"

    def mark(self, node: nodes.Node, function: str = "") -> str:
        """The start of a line that stands for `node`."""
        return self.unit.mark(self.spot(node, function))

    def spot(self, node: nodes.Node, function: str = "") -> Spot:
        """What messages say of `node`."""
        return Spot(self.source, node.start, node.end, function, self.template)

    def declare(self, name: str) -> str:
        """A new local for a template variable, visible until its block ends."""
        local = self.scopes[-1][name] = self.fresh("v")
        return local

    def lookup(self, name: str) -> str | None:
        """The local of a template variable; None where no declaration can have been executed."""
        return next((scope[name] for scope in reversed(self.scopes) if name in scope), None)

    def fail(self, node: nodes.Node, message: str) -> Code:
        """An expression that raises."""
        return Code(f"({self.mark(node)}fail({message!r}))")

    # Pipelines.

    def normal(self, code: Code) -> Code:
        """A pipeline's result: a nil interface becomes the missing value."""
        if not code.may_be_nil:
            return code
        return Code(f"(M if (x := {code.text}) is None else x)", code.go_type)

    def pipeline(self, node: nodes.Pipeline, *, keep_variables: bool = True) -> Code:
        """A pipeline's value, which its variables take as well; not yet `normal`."""
        code = self.command(node.commands[0], None)
        for command in node.commands[1:]:
            code = self.command(command, code)
        if keep_variables:
            for name in node.variables:
                code = self.assign(node, name, self.normal(code))
        return code

    def assign(self, node: nodes.Pipeline, name: str, code: Code) -> Code:
        """An assignment expression for a template variable."""
        local = self.lookup(name) if node.is_assignment else self.declare(name)
        if local is None:
            return Code(f"({code.text}, {self.fail(node, f'undefined variable: {name}').text})")
        return Code(f"({local} := {code.text})", code.go_type)

    def command(self, node: nodes.Command, final: Code | None) -> Code:
        """One stage of a pipeline, `final` being the stage before it."""
        first, arguments = node.words[0], node.words[1:]
        if isinstance(first, nodes.Identifier):
            return self.call(node, first.name, arguments, final)
        if not arguments and final is None:
            return self.fail(first, "nil is not a command") if isinstance(first, nodes.Nil) else self.operand(first)
        if isinstance(first, (nodes.Field, nodes.Chain, nodes.Variable)) and first.names:
            return self.method(node, first, arguments, final)
        message = f"can't give argument to non-function {type(first).__name__.lower()}"
        return self.after(final, lambda _: self.fail(node, message))

    def after(self, final: Code | None, build: Callable[[Code | None], Code]) -> Code:
        """What `build` makes of `final`, which is evaluated before anything else in it."""
        if final is None or final.simple:
            return build(final)
        local = self.fresh("x")
        code = build(final._replace(text=local, simple=True))
        return code._replace(text=f"({local} := {final.text}, {code.text})[1]")

    # Operands.

    def operand(self, node: nodes.Operand) -> Code:
        """The value of a term."""
        match node:
            case nodes.Field() | nodes.Variable() | nodes.Chain():
                return self.chain(node, self.base(node), node.names)
            case nodes.Pipeline():
                return self.pipeline(node)
            case nodes.Identifier():
                return self.call(node, node.name, (), None)
            case nodes.Dot():
                return self.dot
            case nodes.Nil():
                return Code("M", simple=True)
            case _:
                return self.constant(node)

    def constant(self, node: Constant) -> Code:
        """A constant whose type its spelling decides."""
        if isinstance(node, nodes.Bool):
            return Code(repr(node.value), "bool", simple=True)
        if isinstance(node, nodes.String):
            return Code(repr(node.value), "string", simple=True)
        if node.complex is not None:
            return Code(repr(node.complex), "complex128", simple=True)
        if node.floating is not None and is_spelled_as_float(node.text):
            return Code(float_literal(node.floating), "float64", simple=True)
        if node.integer is None:
            return self.fail(node, f"{node.text} overflows int")
        return Code(repr(node.integer), "int", simple=True)

    def base(self, node: WithFields) -> Code:
        """What stands before the fields: dot, a variable, a pipeline or a function."""
        if isinstance(node, nodes.Field):
            return self.dot
        if isinstance(node, nodes.Variable):
            local = self.lookup(node.name)
            return (
                self.fail(node, f"undefined variable: {node.name}")
                if local is None
                else Code(local, may_be_nil=True, simple=True)
            )
        if isinstance(node.operand, nodes.Nil):
            return self.fail(node, "indirection through explicit nil")
        base = self.operand(node.operand)
        return self.normal(base) if isinstance(node.operand, nodes.Pipeline) else base

    def chain(self, node: nodes.Node, base: Code, names: Sequence[str]) -> Code:
        """`base.A.B`."""
        if not names:
            return base
        if len(names) > _LONGEST_FAST_CHAIN or self.unit.walker != "walk":
            return Code(f"{self.mark(node)}{self.unit.walker}({base.text}, {tuple(names)!r})", may_be_nil=True)
        listed = ", ".join(map(repr, names))
        return Code(f"{self.mark(node)}get{len(names)}({base.text}, {listed})", may_be_nil=True)

    # Methods.

    def method(
        self, node: nodes.Command, first: WithFields, arguments: Sequence[nodes.Operand], final: Code | None
    ) -> Code:
        """A field called with arguments, which only a method may be."""

        def build(last: Code | None) -> Code:
            receiver = self.chain(first, self.base(first), first.names[:-1])
            texts = [self.method_argument(argument) for argument in arguments]
            texts += [self.normal(last).text] if last is not None else []
            # Go finds the method before it looks at the arguments, and checks each before it looks at the next.
            waiting = "".join(f", lambda: {text}" for text in texts)
            text = f"{self.mark(node)}invoke({receiver.text}, {first.names[-1]!r}{waiting})"
            return Code(text, may_be_nil=True)

        return self.after(final, build)

    def method_argument(self, node: nodes.Operand) -> str:
        """An argument whose parameter's type shows only when the call happens."""
        if not isinstance(node, nodes.Number):
            code = self.operand(node)
            return (self.normal(code) if isinstance(node, nodes.Pipeline) else code).text
        floating = "None" if node.floating is None else float_literal(node.floating)
        return f"Ideal({node.text!r}, {node.integer!r}, {node.unsigned!r}, {floating}, {self.constant(node).text})"

    # Function calls.

    def call(self, node: nodes.Node, name: str, arguments: Sequence[nodes.Operand], final: Code | None) -> Code:
        """A function with its arguments, the piped value last."""
        function = self.unit.functions[name]
        fault = function.signature.arity_fault(name, len(arguments) + (final is not None))
        if fault is not None:
            return self.after(final, lambda _: self.fail(node, fault))

        def build(last: Code | None) -> Code:
            checked = [] if last is None else [self.checked(node, last, name, len(arguments), piped=True)]
            return self.applied(node, name, function, [*codes, *checked])

        # Compiled in the order of evaluation, so that a variable declared inside an argument is known after it.
        codes = [self.argument(item, name, index) for index, item in enumerate(arguments)]
        in_order = all(code.simple for code in codes) and function.inline not in {"and", "or"}
        return build(final) if in_order else self.after(final, build)

    def applied(self, node: nodes.Node, name: str, function: Function, codes: Sequence[Code]) -> Code:
        """The call itself; `and`, `or` and `not` become Python's own, which agree with Go's truth of our values."""
        texts = [code.text for code in codes]
        if function.inline in {"and", "or"}:
            known = codes[0].go_type if len({code.go_type for code in codes}) == 1 else ""
            return Code(f"({f' {function.inline} '.join(texts)})", known, any(code.may_be_nil for code in codes))
        if function.inline == "not":
            return Code(f"(not {texts[0]})", "bool")
        result = function.signature.result
        text = f"{self.mark(node, name)}{self.unit.function(name)}({', '.join(texts)})"
        if result is types.ANY or result is types.VALUE:
            return Code(text, may_be_nil=True, may_be_missing=False)
        return Code(text, result.name if result.name in _KNOWN_RESULTS else "", may_be_missing=False)

    def argument(self, node: nodes.Operand, name: str, index: int) -> Code:
        """The argument at `index` of a function, checked against its parameter."""
        parameter = self.unit.functions[name].signature.parameter(index)
        if isinstance(node, (nodes.Bool, nodes.String, nodes.Number)):
            return self.constant_argument(node, parameter, name, index)
        if isinstance(node, nodes.Nil):
            if not can_be_nil(parameter):
                return self.fail(node, f"cannot assign nil to {parameter.name}")
            return self.checked(node, Code("M", simple=True), name, index)
        return self.checked(node, self.operand(node), name, index, piped=isinstance(node, nodes.Pipeline))

    def constant_argument(self, node: Constant, parameter: Type, name: str, index: int) -> Code:
        """A constant under the type of its parameter."""
        if parameter is types.ANY or parameter is types.VALUE:
            return self.constant(node)
        value = constant_for(node, parameter)
        if value is None:
            return self.fail(node, f"expected {kind_word(parameter.kind)}; found {self.spelling(node)}")
        if type(value) is getattr(parameter, "python", None):
            return Code(float_literal(value) if isinstance(value, float) else repr(value), parameter.name, simple=True)
        return Code(f"{self.unit.check(parameter, name, index)}.view({value!r})", parameter.name, simple=True)

    def spelling(self, node: Constant) -> str:
        """A constant for a message."""
        return node.text if isinstance(node, nodes.Number) else str(node.value).lower()

    def checked(self, node: nodes.Node, code: Code, name: str, index: int, *, piped: bool = False) -> Code:
        """A value as the parameter at `index` takes it; `piped` values are pipelines' results."""
        parameter = self.unit.functions[name].signature.parameter(index)
        if parameter is types.VALUE or (code.go_type and code.go_type == parameter.name):
            return code
        if parameter is types.ANY:
            if code.go_type or not code.may_be_missing:
                return code
            return Code(f"(None if (x := {code.text}) is M else x)")
        value = self.normal(code) if piped else code
        return Code(f"{self.mark(node)}{self.unit.check(parameter, name, index)}({value.text})", parameter.name)
