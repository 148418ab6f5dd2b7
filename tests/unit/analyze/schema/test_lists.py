from __future__ import annotations

from typing import TYPE_CHECKING

from tests.unit.analyze.schema.nodes import rules, run

if TYPE_CHECKING:
    from meshctl.analyze.schema.nodes import Node

_ANY: Node = {}
_PORT: Node = {"type": "object", "properties": {"name": 0, "port": 0}}


def test_a_list_has_at_least_and_at_most_so_many_elements() -> None:
    node: Node = {"type": "array", "items": 0, "minItems": 1, "maxItems": 2}
    assert [rules([1] * count, _ANY, node) for count in range(4)] == [[((), "items")], [], [], [((), "items")]]


def test_an_element_of_a_set_is_reported_once_however_often_it_repeats() -> None:
    node: Node = {"type": "array", "items": 0, "listType": "set"}
    assert rules(["a", "b", "a", "a"], _ANY, node) == [((2,), "duplicate")]


def test_equal_in_python_is_not_equal_in_json() -> None:
    node: Node = {"type": "array", "items": 0, "listType": "set"}
    assert rules([1, True, "1", 0, False, {"a": 1}, {"a": True}], _ANY, node) == []


def test_elements_of_a_list_map_are_told_apart_by_all_their_keys() -> None:
    node: Node = {"type": "array", "items": 1, "listType": "map", "listKeys": ["name", "port"]}
    differing = [{"name": "a", "port": 1}, {"name": "a", "port": 2}, {"name": "a"}]
    assert rules(differing, _ANY, _PORT, node) == []
    assert rules([*differing, {"name": "a"}], _ANY, _PORT, node) == [((3,), "duplicate")]


def test_null_elements_take_the_default_of_the_element() -> None:
    leaf: Node = {"type": "string", "default": "x"}
    assert run([None, "y"], leaf, {"type": "array", "items": 0}) == (["x", "y"], [])


def test_what_is_no_list_is_a_wrong_type() -> None:
    assert rules("a", _ANY, {"type": "array", "items": 0}) == [((), "type")]
