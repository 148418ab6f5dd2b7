from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.mesh.null_values import omit_nil

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue


def test_collections_emptied_by_removing_nulls_vanish_and_empty_ones_stay() -> None:
    value: JSONValue = {"gone": {"a": None, "b": [None]}, "stays": {}, "list": [[], {"x": None}, 0, "", False]}
    assert omit_nil(value) == {"stays": {}, "list": [[], 0, "", False]}


def test_a_value_without_nulls_is_given_back_itself() -> None:
    value: JSONValue = {"a": [1, {"b": "c"}], "d": {}}
    assert omit_nil(value) is value


def test_nothing_is_left_of_nulls_alone() -> None:
    assert omit_nil([None, {"a": None}]) is None
