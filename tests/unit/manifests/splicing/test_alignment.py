from __future__ import annotations

from typing import Any

import pytest

from meshctl.manifests.splicing.alignment import align


def named(*names: str) -> list[Any]:
    return [{"name": name, "of": name} for name in names]


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ([], [], []),
        ([], [1], [None]),
        ([1, 2, 3], [1, 2, 3], [0, 1, 2]),
        ([1, 2, 3], [0, 1, 2, 3], [None, 0, 1, 2]),
        ([1, 2, 3], [1, 3], [0, 2]),
        ([1, 2, 3], [3, 1, 2], [None, 0, 1]),
        ([1, 1, 2], [1, 2, 2], [0, 1, 2]),
        ([1], [True], [0]),
        ([{"a": 1}, {"b": 2}], [{"a": 9}, {"b": 2}], [0, 1]),
        ([{"a": 1, "b": 1}, {"c": 1}], [{"a": 1, "b": 2}], [0]),
        ([{"a": 1}, {"b": 1}], [{"c": 1}], [None]),
    ],
)
def test_items_pair_by_content_then_by_place(old: list[Any], new: list[Any], pairs: list[int | None]) -> None:
    assert align(old, new) == pairs


def test_a_changed_item_pairs_by_name() -> None:
    old = named("a", "b", "c")
    new = [{"name": "p"}, {"name": "b", "of": "x", "more": 1}, *named("c")]
    assert align(old, new) == [None, 1, 2]


def test_items_of_unlike_content_and_name_are_not_written_over_each_other() -> None:
    assert align(named("a"), [{"name": "p", "x": 1, "y": 2}]) == [None]


def test_an_item_of_another_name_but_like_content_is_the_same_one() -> None:
    assert align([{"name": "foo", "port": 80}], [{"name": "http-foo", "port": 80}]) == [0]


def test_the_longest_run_that_keeps_its_order_stays() -> None:
    assert align(named(*"abcde"), named(*"dabce")) == [None, 0, 1, 2, 4]


def test_long_lists_pair_without_looking_at_every_pair() -> None:
    old: list[Any] = [{"name": f"n{number}", "v": number} for number in range(20_000)]
    new: list[Any] = [{"name": f"n{number}", "v": number + 1} for number in range(20_000)]
    assert align(old, list(reversed(new))).count(None) == 19_999
    assert align(old, new) == list(range(20_000))
