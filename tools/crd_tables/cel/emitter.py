"""CEL to Python source, for rules whose variable is `self` and whose types are known.

Where CEL and Python mean the same, plain Python comes out: `has(self.a)` becomes `'a' in self`. They differ in one
point that matters: in CEL `error && false` is false and `error || true` is true, whichever side the error stands on. So
each expression knows whether it can fail, and only where the left side can, the operands are wrapped for `cel.both` or
`cel.either`. A field that is required, has a default, or was asked for with `has()` on the way cannot fail.
"""

from __future__ import annotations

import keyword
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.analyze.schema.cel_library import duration
from tools.crd_tables.cel import syntax, types
from tools.crd_tables.cel.calls import FUNCTIONS, METHODS, emit_method_text
from tools.crd_tables.cel.types import BOOL, DOUBLE, INT, NULL, STRING, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

_NO_FACTS: frozenset[str] = frozenset()
_ORDERED = ("<", "<=", ">", ">=")
_MACROS = ("all", "exists", "exists_one", "filter", "map")
# Integer overflow is an error in CEL and nothing in Python; the rules add a handful of ones and sizes.
_ARITHMETIC = {("+", "int"), ("-", "int"), ("*", "int"), ("+", "string"), ("+", "list"), ("+", "double")}


class UntranslatableError(ValueError):
    """A rule with a function, type or form that the emitter does not know."""


@dataclass(frozen=True, slots=True)
class Expression:
    """Python source, its CEL type, and whether evaluating it can raise."""

    code: str
    type: Type
    fails: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """The variables in sight and what is known to be present, as the source of the test that said so."""

    variables: Mapping[str, Type]
    facts: frozenset[str] = _NO_FACTS

    def knowing(self, facts: frozenset[str]) -> Scope:
        """The scope where `facts` hold too."""
        return Scope(self.variables, self.facts | facts)

    def binding(self, name: str, variable: Type) -> Scope:
        """The scope of a macro's body.

        Raises:
            UntranslatableError: the name would hide another, or is none in Python.
        """
        if name in self.variables or keyword.iskeyword(name) or name in ("cel", "len", "re"):
            raise UntranslatableError(f"the variable {name} cannot be taken over")
        return Scope({**self.variables, name: variable}, self.facts)


def emit(node: syntax.Node, scope: Scope) -> Expression:
    """The Python expression of a CEL expression.

    Raises:
        UntranslatableError: something the emitter does not know; the message names it.
    """
    match node:
        case syntax.Literal(value):
            return Expression(repr(value), _literal_type(value))
        case syntax.Name(name):
            return _variable(name, scope)
        case syntax.Select():
            return _select(node, scope)
        case syntax.Index():
            return _index(node, scope)
        case syntax.Unary():
            return _unary(node, scope)
        case syntax.Binary("&&" | "||"):
            return _logical(node, scope)
        case syntax.Binary():
            return _binary(node, scope)
        case syntax.Ternary():
            return _ternary(node, scope)
        case syntax.ListOf(items):
            return _list(items, scope)
        case syntax.MapOf(()):
            return Expression("{}", Type("map", STRING))
        case syntax.Call():
            return _call(node, scope)
    raise UntranslatableError(f"no translation for {node}")


def _literal_type(value: object) -> Type:
    names = {bool: BOOL, int: INT, float: DOUBLE, str: STRING, type(None): NULL}
    return names[type(value)]


def _variable(name: str, scope: Scope) -> Expression:
    if name not in scope.variables:
        raise UntranslatableError(f"unknown variable {name}")
    return Expression(name, scope.variables[name])


def _select(node: syntax.Select, scope: Scope) -> Expression:
    operand = emit(node.operand, scope)
    field = types.unescape(node.field)
    code = f"{operand.code}[{field!r}]"
    if operand.type.name == "map" and operand.type.element is not None:
        return Expression(code, operand.type.element, fails=True)
    if operand.type.name != "object" or field not in operand.type.schema.get("properties", {}):
        raise UntranslatableError(f"{operand.type} has no field {field}")
    owner = operand.type.schema
    present = types.is_always_present(owner, field) or _presence(operand, field) in scope.facts
    return Expression(code, types.type_of_schema(owner["properties"][field]), operand.fails or not present)


def _presence(operand: Expression, field: str) -> str:
    return f"({field!r} in {operand.code})"


def _has(node: syntax.Call, scope: Scope) -> Expression:
    match node.arguments:
        case (syntax.Select(inner, name),):
            operand = emit(inner, scope)
            return Expression(_presence(operand, types.unescape(name)), BOOL, operand.fails)
    raise UntranslatableError("has() takes a field selection")


def _index(node: syntax.Index, scope: Scope) -> Expression:
    operand = emit(node.operand, scope)
    match operand.type.name, node.index:
        case "list", syntax.Literal(int(position)) if position >= 0 and operand.type.element is not None:
            return Expression(f"{operand.code}[{position}]", operand.type.element, fails=True)
    raise UntranslatableError("only lists, and only by a number that stands in the rule")


def _unary(node: syntax.Unary, scope: Scope) -> Expression:
    operand = emit(node.operand, scope)
    match node:
        case syntax.Unary("!", syntax.Call(None, "has", _)):
            return Expression(operand.code.replace(" in ", " not in ", 1), BOOL, operand.fails)
    if node.operator == "!":
        return Expression(f"(not {operand.code})", BOOL, operand.fails)
    return Expression(f"(-{operand.code})", operand.type, operand.fails)


def _logical(node: syntax.Binary, scope: Scope) -> Expression:
    conjunction = node.operator == "&&"
    left = emit(node.left, scope)
    right = emit(node.right, scope.knowing(_presences(node.left, scope, holds=conjunction)))
    if left.fails:
        helper = "cel.both" if conjunction else "cel.either"
        return Expression(f"{helper}(lambda: {left.code}, lambda: {right.code})", BOOL, fails=True)
    return Expression(f"({left.code} {'and' if conjunction else 'or'} {right.code})", BOOL, right.fails)


def _presences(node: syntax.Node, scope: Scope, *, holds: bool) -> frozenset[str]:
    """What must be present if `node` holds, or, with `holds` false, if it does not."""
    match node:
        case syntax.Call(None, "has", _) if holds:
            return frozenset({_has(node, scope).code})
        case syntax.Unary("!", operand):
            return _presences(operand, scope, holds=not holds)
        case syntax.Binary(operator, left, right) if operator == ("&&" if holds else "||"):
            known = _presences(left, scope, holds=holds)
            return known | _presences(right, scope.knowing(known), holds=holds)
    return _NO_FACTS


def _binary(node: syntax.Binary, scope: Scope) -> Expression:
    left, right = emit(node.left, scope), emit(node.right, scope)
    fails = left.fails or right.fails
    if node.operator == "in":
        if right.type.name not in ("list", "map"):
            raise UntranslatableError(f"in {right.type}")
        return Expression(f"({left.code} in {right.code})", BOOL, fails)
    if (node.operator, left.type.name) in _ARITHMETIC and left.type.name == right.type.name:
        return Expression(f"({left.code} {node.operator} {right.code})", left.type, fails)
    _require_comparable(node.operator, left.type, right.type)
    return Expression(f"({left.code} {node.operator} {right.code})", BOOL, fails)


def _require_comparable(operator: str, left: Type, right: Type) -> None:
    scalars = ("string", "int", "double", "bool", "duration")
    alike = left.name == right.name and left.name in scalars
    if alike and (operator in ("==", "!=") or (operator in _ORDERED and left != BOOL)):
        return
    if operator in ("==", "!=") and (left.name, right.name) == ("optional", "null"):
        return
    raise UntranslatableError(f"{left} {operator} {right}")


def _ternary(node: syntax.Ternary, scope: Scope) -> Expression:
    condition = emit(node.condition, scope)
    yes = emit(node.yes, scope.knowing(_presences(node.condition, scope, holds=True)))
    no = emit(node.no, scope.knowing(_presences(node.condition, scope, holds=False)))
    code = f"({yes.code} if {condition.code} else {no.code})"
    return Expression(code, yes.type, condition.fails or yes.fails or no.fails)


def _list(items: tuple[syntax.Node, ...], scope: Scope) -> Expression:
    emitted = [emit(item, scope) for item in items]
    element = emitted[0].type if emitted else STRING
    code = "(" + "".join(f"{item.code}, " for item in emitted).rstrip(" ") + ")"
    return Expression(code, Type("list", element), any(item.fails for item in emitted))


def _call(node: syntax.Call, scope: Scope) -> Expression:
    if node.target is None and node.function == "has":
        return _has(node, scope)
    if node.target is not None and node.function in _MACROS:
        return _macro(node, node.target, scope)
    if node.target is None:
        return _function(node, scope)
    return _method(node, node.target, scope)


def _function(node: syntax.Call, scope: Scope) -> Expression:
    match node:
        case syntax.Call(None, "duration", (syntax.Literal(str(text)),)):
            return Expression(f"{duration(text):_}", types.DURATION)
    (argument,) = (emit(item, scope) for item in node.arguments)
    found = FUNCTIONS.get((node.function, argument.type.name))
    if found is None:
        raise UntranslatableError(f"{node.function}({argument.type})")
    return Expression(found.code.format(argument.code), found.type, found.fails or argument.fails)


def _method(node: syntax.Call, target_node: syntax.Node, scope: Scope) -> Expression:
    if target_node == syntax.Name("format") and not node.arguments:
        return Expression(f"cel.format_named({node.function!r})", types.FORMAT)
    target = emit(target_node, scope)
    arguments = [emit(item, scope) for item in node.arguments]
    found = METHODS.get((target.type.name, node.function, len(arguments)))
    if found is None:
        raise UntranslatableError(f"{target.type}.{node.function}() with {len(arguments)} arguments")
    code = emit_method_text(found, node, target.code, [argument.code for argument in arguments])
    return Expression(code, found.type, found.fails or target.fails or any(argument.fails for argument in arguments))


def _macro(node: syntax.Call, target_node: syntax.Node, scope: Scope) -> Expression:
    target = emit(target_node, scope)
    match node.arguments:
        case (syntax.Name(variable), body_node):
            element = STRING if target.type.name == "map" else target.type.element
            if element is None:
                raise UntranslatableError(f"{node.function} over {target.type}")
            body = emit(body_node, scope.binding(variable, element))
            return _comprehension(node.function, variable, target, body, element)
    raise UntranslatableError(f"{node.function} takes a variable and an expression")


def _comprehension(macro: str, variable: str, over: Expression, body: Expression, element: Type) -> Expression:
    fails = over.fails or body.fails
    each = f"for {variable} in {over.code}"
    match macro:
        case "all" | "exists" if body.fails:
            helper = "cel.every" if macro == "all" else "cel.some"
            return Expression(f"{helper}(lambda {variable}: {body.code}, {over.code})", BOOL, fails=True)
        case "all" | "exists":
            return Expression(f"{'all' if macro == 'all' else 'any'}({body.code} {each})", BOOL, fails)
        case "exists_one":
            return Expression(f"(sum(1 {each} if {body.code}) == 1)", BOOL, fails)
        case "filter":
            return Expression(f"[{variable} {each} if {body.code}]", Type("list", element), fails)
        case _:
            return Expression(f"[{body.code} {each}]", Type("list", body.type), fails)
