"""From a field table to checks: one closure per node, made when it is first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.schema import composition, scalars
from meshctl.analyze.schema.describe import value_phrase
from meshctl.analyze.schema.lists import list_check
from meshctl.analyze.schema.loose import loose_check
from meshctl.analyze.schema.objects import free_object_check, map_check, object_check
from meshctl.analyze.schema.rules import with_rules
from meshctl.analyze.schema.violations import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from meshctl.analyze.schema.nodes import Check, Node
    from meshctl.k8s.types import JSONValue

_SCALARS: dict[str, Callable[[Node], Check]] = {
    "string": scalars.string_check,
    "integer": scalars.integer_check,
    "number": scalars.number_check,
    "boolean": scalars.boolean_check,
    "quantity": scalars.quantity_check,
}


class Compiler:
    """The checks of one table. Equal subtrees are one node, so each is compiled once however often it occurs."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = nodes
        self._checks: dict[int, Check] = {}

    def check(self, index: int) -> Check:
        """The check of the node at `index`. Tables have no cycles: the builder would not end on one."""
        found = self._checks.get(index)
        if found is None:
            found = self._checks[index] = self._compile(self.nodes[index])
        return found

    def _compile(self, node: Node) -> Check:
        if node.get("loose"):
            return loose_check(node, self._members(node), self._optional(node, "values"), self._optional(node, "items"))
        check = self._with_composition(node, self._typed(node))
        if node.get("rules"):
            check = with_rules(check, node["rules"])
        return _nullable(check, node) if node.get("nullable") else check

    def _typed(self, node: Node) -> Check:
        if node.get("intOrString"):
            return scalars.int_or_string_check(node)
        kind = node.get("type")
        if kind is None:
            return self._untyped(node)
        if kind == "object":
            return self._object(node)
        if kind == "array":
            return list_check(node, self.check(node["items"]), self.nodes[node["items"]])
        return _SCALARS[kind](node)

    def _object(self, node: Node) -> Check:
        if "values" in node:
            return map_check(node, self.check(node["values"]), self.nodes[node["values"]])
        if "properties" in node:
            members = {name: self.nodes[index] for name, index in node["properties"].items()}
            return object_check(node, self._members(node), members)
        return free_object_check(node)

    def _members(self, node: Node) -> dict[str, Check]:
        return {name: self.check(index) for name, index in node.get("properties", {}).items()}

    def _optional(self, node: Node, key: str) -> Check | None:
        index = node.get(key)
        return self.check(index) if isinstance(index, int) else None

    def _untyped(self, node: Node) -> Check:
        """A node without type asks something of the values it knows how to ask, and lets all others pass."""
        if "properties" in node or "required" in node or "choices" in node:
            return _only(dict, self._object(node))
        if "format" in node:
            return scalars.string_check(node)
        if "enum" in node:
            return _enum_check(node["enum"])
        if "minLength" in node or "maxLength" in node or "pattern" in node:
            return _only(str, scalars.string_check(node))
        return _anything

    def _with_composition(self, node: Node, check: Check) -> Check:
        tests: list[composition.Composition] = []
        if "allOf" in node:
            tests.append(composition.all_of([self.check(index) for index in node["allOf"]]))
        if "anyOf" in node:
            tests.append(composition.any_of([self.check(index) for index in node["anyOf"]]))
        if "oneOf" in node:
            tests.append(composition.one_of([self.check(index) for index in node["oneOf"]]))
        if "negated" in node:
            tests.append(composition.negated(self.check(node["negated"])))
        return _then(check, tests) if tests else check


def _then(check: Check, tests: Sequence[composition.Composition]) -> Check:
    def checks(value: JSONValue, faults: list[Fault]) -> JSONValue:
        seen = check(value, faults)
        for test in tests:
            test(seen, faults)
        return seen

    return checks


def _nullable(check: Check, node: Node) -> Check:
    allowed = node.get("enum")

    def checks(value: JSONValue, faults: list[Fault]) -> JSONValue:
        if value is not None:
            return check(value, faults)
        if allowed is not None:  # the API server does not count null as listed
            faults.append(scalars.not_allowed(value, [str(item) for item in allowed]))
        return value

    return checks


def _only(kind: type, check: Check) -> Check:
    def checks(value: JSONValue, faults: list[Fault]) -> JSONValue:
        return check(value, faults) if isinstance(value, kind) else value

    return checks


def _enum_check(allowed: Sequence[JSONValue]) -> Check:
    def check(value: JSONValue, faults: list[Fault]) -> JSONValue:
        if not any(type(item) is type(value) and item == value for item in allowed):
            message = f"must be one of {', '.join(map(str, allowed))}, not {value_phrase(value)}"
            faults.append(Fault(rule="enum", message=message, found=value_phrase(value), blocking=True))
        return value

    return check


def _anything(value: JSONValue, faults: list[Fault]) -> JSONValue:
    del faults
    return value
