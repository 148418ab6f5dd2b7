from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.analyze.schema.nodes import rules, run

if TYPE_CHECKING:
    from meshctl.analyze.schema.nodes import Node


@pytest.mark.parametrize("value", [80, 80.0, -1, 0, 2**63 - 1, -(2**63)])
def test_an_integer_may_be_written_as_a_whole_float(value: Any) -> None:
    assert rules(value, {"type": "integer"}) == []


@pytest.mark.parametrize("value", [True, "80", 80.5, 2**63, 1e300, float("inf"), None, []])
def test_what_the_api_server_does_not_hold_as_an_integer_is_a_wrong_type(value: Any) -> None:
    assert rules(value, {"type": "integer"}) == [((), "type")]


@pytest.mark.parametrize(("value", "ok"), [(1, True), (0.5, True), (True, False), ("1", False), (float("nan"), False)])
def test_a_number_is_whole_or_broken_and_finite(value: Any, ok: bool) -> None:
    assert (rules(value, {"type": "number"}) == []) == ok


@pytest.mark.parametrize(("value", "ok"), [(0, True), (65535, True), (-1, False), (65536, False)])
def test_a_range_includes_its_ends(value: int, ok: bool) -> None:
    assert (rules(value, {"type": "integer", "minimum": 0, "maximum": 65535}) == []) == ok


def test_length_counts_characters_and_a_text_that_is_too_long_is_not_matched() -> None:
    node: Node = {"type": "string", "minLength": 1, "maxLength": 3, "pattern": "^[a-z]+\\Z"}
    assert rules("äöü", node) == [((), "pattern")]
    assert rules("", node) == [((), "length")]
    assert rules("ABCD", node) == [((), "length")]
    assert rules("abc", node) == []


def test_a_pattern_is_shown_as_its_author_wrote_it() -> None:
    node: Node = {"type": "string", "pattern": "^a\\Z", "patternSource": "^a$"}
    (violation,) = run("a\n", node)[1]
    assert violation.message == r'"a\n" does not match the pattern ^a$'


def test_a_value_outside_a_list_gets_the_near_one() -> None:
    (violation,) = run("simple", {"type": "string", "enum": ["SIMPLE", "MUTUAL"]})[1]
    assert (violation.rule, violation.suggestion, violation.allowed) == ("enum", "SIMPLE", ("SIMPLE", "MUTUAL"))


def test_a_boolean_in_quotes_is_told_what_it_should_be() -> None:
    (violation,) = run("True", {"type": "boolean"})[1]
    assert (violation.rule, violation.suggestion) == ("type", "true")


@pytest.mark.parametrize(("value", "ok"), [(80, True), ("http", True), (1.5, False), (True, False), (None, False)])
def test_a_port_may_be_a_number_or_a_name(value: Any, ok: bool) -> None:
    assert (rules(value, {"intOrString": True}) == []) == ok


@pytest.mark.parametrize(("value", "ok"), [(1, True), (0.5, True), ("100m", True), ("1x", False), (True, False)])
def test_a_quantity_may_be_a_number(value: Any, ok: bool) -> None:
    assert (rules(value, {"type": "quantity"}) == []) == ok


def test_null_passes_a_nullable_node_unless_it_has_a_list_of_values() -> None:
    assert rules(None, {"type": "string", "nullable": True, "minLength": 1}) == []
    assert rules(None, {"type": "string", "nullable": True, "enum": ["a"]}) == [((), "enum")]
