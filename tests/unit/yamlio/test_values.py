from __future__ import annotations

from typing import Any

import pytest

from meshctl.yamlio import same_value


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1, 1.0),
        (1, True),
        (0, False),
        (0, None),
        ("1", 1),
        ([1], [True]),
        ({"a": 1}, {"a": 1.0}),
        ([], {}),
        ({}, {"a": None}),
    ],
)
def test_values_of_different_json_type_differ(left: Any, right: Any) -> None:
    assert not same_value(left, right)
    assert not same_value(right, left)


def test_the_order_of_keys_does_not_count_that_of_items_does() -> None:
    assert same_value({"a": [1, {"b": None}], "c": 1}, {"c": 1, "a": [1, {"b": None}]})
    assert not same_value([1, 2], [2, 1])
