from __future__ import annotations

from typing import TYPE_CHECKING

from tests.unit.analyze.schema.nodes import rules, run

if TYPE_CHECKING:
    from meshctl.analyze.schema.nodes import Node

_TEXT: Node = {"type": "string"}


def test_defaults_are_given_on_with_those_of_their_own_members() -> None:
    inner: Node = {"type": "object", "properties": {"from": 0}}
    outer: Node = {"type": "object", "properties": {"namespaces": 1}}
    leaf: Node = {**_TEXT, "default": "Same"}
    outer_with_default: Node = {"type": "object", "properties": {"allowed": 3}}
    seen, violations = run({}, leaf, inner, outer, {**outer, "default": {"namespaces": {}}}, outer_with_default)
    assert violations == []
    assert seen == {"allowed": {"namespaces": {"from": "Same"}}}


def test_an_unchanged_object_is_given_on_itself() -> None:
    value = {"a": "x"}
    assert run(value, _TEXT, {"type": "object", "properties": {"a": 0}})[0] is value


def test_null_takes_the_default_and_a_required_member_may_come_from_it() -> None:
    leaf: Node = {**_TEXT, "default": "x"}
    seen, violations = run({"a": None}, leaf, {"type": "object", "properties": {"a": 0}, "required": ["a"]})
    assert (seen, violations) == ({"a": "x"}, [])


def test_an_unknown_member_is_reported_and_not_counted() -> None:
    node: Node = {"type": "object", "properties": {"a": 0}, "minProperties": 1}
    assert rules({"b": 1}, _TEXT, node) == [(("b",), "unknown-field"), ((), "properties")]


def test_unknown_members_are_kept_where_the_schema_says_so() -> None:
    value = {"anything": {"goes": [1]}}
    assert run(value, {"type": "object", "preserve": True}) == (value, [])


def test_an_object_without_members_in_its_schema_holds_none() -> None:
    assert rules({"a": 1}, {"type": "object"}) == [(("a",), "unknown-field")]


def test_a_mapping_checks_each_value_and_drops_nulls() -> None:
    node: Node = {"type": "object", "values": 0, "maxProperties": 1}
    assert run({"a": "x", "b": None}, _TEXT, node) == ({"a": "x"}, [])
    assert rules({"a": 1}, _TEXT, node) == [(("a",), "type")]
    assert rules({"a": "x", "b": "y"}, _TEXT, node) == [((), "properties")]


def test_null_in_a_mapping_takes_the_default_of_its_values() -> None:
    leaf: Node = {**_TEXT, "default": "x"}
    assert run({"a": None}, leaf, {"type": "object", "values": 0}) == ({"a": "x"}, [])


def test_exactly_one_member_must_be_chosen_where_the_choice_asks_for_one() -> None:
    node: Node = {"type": "object", "properties": {"a": 0, "b": 0}, "choices": [{"members": ["a", "b"], "least": 1}]}
    assert rules({}, _TEXT, node) == [((), "choice")]
    assert rules({"a": "x"}, _TEXT, node) == []
    assert rules({"a": "x", "b": "y"}, _TEXT, node) == [(("b",), "choice")]


def test_a_key_that_is_no_text_is_no_field() -> None:
    assert rules({7: 1}, _TEXT, {"type": "object", "properties": {"a": 0}}) == [((7,), "unknown-field")]
