"""Structural schemas (CRDs) as nodes of a field table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from meshctl.analyze.schema.formats import FORMATS
from tools.crd_tables.channels import EXPERIMENTAL
from tools.crd_tables.choices import take_choices
from tools.crd_tables.re2 import to_python

if TYPE_CHECKING:
    from meshctl.analyze.schema.nodes import Node
    from tools.crd_tables.rules import RuleBook

Schema = dict[str, Any]

_COPIED = (
    *("nullable", "default", "enum", "minimum", "maximum", "minLength", "maxLength"),
    *("required", "minProperties", "maxProperties", "minItems", "maxItems"),
)
_HANDLED = {
    *_COPIED,
    *("type", "format", "pattern", "properties", "additionalProperties", "items", "allOf", "anyOf", "oneOf", "not"),
    *("x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-validations"),
    *("x-kubernetes-list-type", "x-kubernetes-list-map-keys", EXPERIMENTAL),
}
# Said to people and to server-side apply, not to validation.
_IGNORED = {"description", "title", "example", "x-kubernetes-map-type", "externalDocs"}
# The API server keeps custom resource numbers as int64 or double whatever their format says.
_NUMBER_FORMATS = {"int32", "int64", "double", "float"}


class UnknownKeywordError(ValueError):
    """A schema uses a keyword that the checks do not know: extend both, do not drop it."""


class TableBuilder:
    """Nodes of one table, equal ones stored once. Children are added before their parents, so a table has no cycles."""

    def __init__(self, rules: RuleBook) -> None:
        self.nodes: list[Node] = []
        self._index: dict[str, int] = {}
        self._rules = rules

    def add(self, node: Node) -> int:
        """The index of `node` in the table."""
        key = json.dumps(node, sort_keys=True)
        if key not in self._index:
            self._index[key] = len(self.nodes)
            self.nodes.append(node)
        return self._index[key]

    def structural(self, schema: Schema) -> int:
        """Adds a structural schema with everything below it.

        Raises:
            UnknownKeywordError: a keyword that nothing here handles.
        """
        return self.add(self._node(schema, nested=False))

    def loose(self, schema: Schema) -> int:
        """Adds the skeleton of a schema: which members there are, not what they must be."""
        node: Node = {"loose": True}
        if schema.get("x-kubernetes-preserve-unknown-fields"):
            node["preserve"] = True
        if "properties" in schema:
            node["properties"] = {name: self.loose(member) for name, member in schema["properties"].items()}
        if isinstance(schema.get("additionalProperties"), dict):
            node["values"] = self.loose(schema["additionalProperties"])
        # A mapping where the schema has a list, or the other way round, is no known member of anything.
        node["items"] = self.loose(schema["items"]) if "items" in schema else self.add({"loose": True})
        return self.add(node)

    def _node(self, schema: Schema, *, nested: bool) -> Node:
        unknown = set(schema) - _HANDLED - _IGNORED
        if unknown:
            raise UnknownKeywordError(f"keywords {sorted(unknown)}")
        choices, schema = take_choices(schema)
        # Presence decides, not truth: minimum 0 and default "" say something. `nullable: false` does not.
        copied = {key: schema[key] for key in _COPIED if key in schema and (key, schema[key]) != ("nullable", False)}
        node = cast("Node", copied)
        if choices:
            node["choices"] = choices
        if EXPERIMENTAL in schema:
            node["experimental"] = schema[EXPERIMENTAL]
        self._add_type(node, schema)
        self._add_text(node, schema)
        self._add_children(node, schema, nested=nested)
        self._add_composition(node, schema)
        if schema.get("x-kubernetes-validations"):
            node["rules"] = self._rules.node_rules(schema)
        return node

    def _add_type(self, node: Node, schema: Schema) -> None:
        if schema.get("x-kubernetes-int-or-string"):
            node["intOrString"] = True
        elif "type" in schema:
            node["type"] = schema["type"]
        list_type = schema.get("x-kubernetes-list-type", "atomic")
        if list_type != "atomic":
            node["listType"] = list_type
        if list_type == "map":
            node["listKeys"] = schema["x-kubernetes-list-map-keys"]

    def _add_text(self, node: Node, schema: Schema) -> None:
        if "pattern" in schema:
            node["pattern"] = to_python(schema["pattern"])
            if node["pattern"] != schema["pattern"]:
                node["patternSource"] = schema["pattern"]
        text_format = schema.get("format")
        if text_format is None or text_format in _NUMBER_FORMATS:
            return
        if text_format not in FORMATS:
            raise UnknownKeywordError(f"format {text_format}")
        node["format"] = text_format

    def _add_children(self, node: Node, schema: Schema, *, nested: bool) -> None:
        # A schema inside allOf, anyOf, oneOf or not constrains the members it names and says nothing of others.
        if schema.get("x-kubernetes-preserve-unknown-fields") or nested:
            node["preserve"] = True
        if "properties" in schema:
            node["properties"] = {name: self._child(child, nested) for name, child in schema["properties"].items()}
        if "additionalProperties" in schema:
            node["values"] = self._child(schema["additionalProperties"], nested)
        if "items" in schema:
            node["items"] = self._child(schema["items"], nested)

    def _child(self, schema: Schema, nested: bool) -> int:
        return self.add(self._node(schema, nested=nested))

    def _add_composition(self, node: Node, schema: Schema) -> None:
        if schema.get("x-kubernetes-int-or-string"):
            return  # its anyOf repeats what the keyword says
        for key in ("allOf", "anyOf", "oneOf"):
            if key in schema:
                node[key] = [self._child(alternative, nested=True) for alternative in schema[key]]
        if "not" in schema:
            node["negated"] = self._child(schema["not"], nested=True)
