from __future__ import annotations

from typing import Any

import pytest

from meshctl.errors import MergeError
from meshctl.k8s import json_patch
from meshctl.k8s.json_patch import diff, equal, pointer, verify


@pytest.mark.parametrize(
    ("original", "target", "expected"),
    [
        ({}, {}, []),
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, [{"op": "replace", "path": "/a", "value": 2}]),
        ({"a": 1}, {}, [{"op": "remove", "path": "/a"}]),
        ({}, {"a": None}, [{"op": "add", "path": "/a", "value": None}]),
        ({"a": None}, {}, [{"op": "remove", "path": "/a"}]),
        ({"a": 1}, {"a": True}, [{"op": "replace", "path": "/a", "value": True}]),
        ({"a": 1}, {"a": 1.0}, [{"op": "replace", "path": "/a", "value": 1.0}]),
        ({"a": [1]}, {"a": [True]}, [{"op": "replace", "path": "/a/0", "value": True}]),
        ({"a/b": {"c~d": 1}}, {"a/b": {"c~d": 2}}, [{"op": "replace", "path": "/a~1b/c~0d", "value": 2}]),
        ({"a": {}}, {"a": []}, [{"op": "replace", "path": "/a", "value": []}]),
        (1, 2, [{"op": "replace", "path": "", "value": 2}]),
        ({"b": 1, "a": 1}, {"b": 2, "a": 2}, [
            {"op": "replace", "path": "/a", "value": 2}, {"op": "replace", "path": "/b", "value": 2},
        ]),
        ([1, 2, 3], [1, 3], [{"op": "remove", "path": "/1"}]),
        ([1, 3], [1, 2, 3], [{"op": "add", "path": "/1", "value": 2}]),
        ([1, 2], [], [{"op": "remove", "path": "/0"}, {"op": "remove", "path": "/0"}]),
        ([], [1, 2], [{"op": "add", "path": "/0", "value": 1}, {"op": "add", "path": "/1", "value": 2}]),
        ([[1]], [[1], [1]], [{"op": "add", "path": "/1", "value": [1]}]),
    ],
)  # fmt: skip
def test_a_difference_is_told_in_the_fewest_steps(original: Any, target: Any, expected: list[Any]) -> None:
    found = diff(original, target)
    assert equal(found, expected)  # type: ignore[arg-type]
    verify(found, original, target)


def test_a_container_put_in_front_is_one_operation_though_its_neighbour_changes() -> None:
    app: Any = {"name": "app", "image": "app:1", "livenessProbe": {"httpGet": {"port": 80}}}
    rewritten = {**app, "livenessProbe": {"httpGet": {"port": 15020}}}
    proxy: Any = {"name": "istio-proxy"}
    assert diff({"containers": [app]}, {"containers": [proxy, rewritten]}) == [
        {"op": "add", "path": "/containers/0", "value": proxy},
        {"op": "replace", "path": "/containers/1/livenessProbe/httpGet/port", "value": 15020},
    ]


def test_items_moved_behind_others_are_removed_and_added() -> None:
    original: Any = [{"name": "a"}, {"name": "b"}, {"name": "c"}]
    target: Any = [{"name": "b"}, {"name": "c"}, {"name": "a"}]
    assert diff(original, target) == [
        {"op": "remove", "path": "/0"},
        {"op": "add", "path": "/2", "value": {"name": "a"}},
    ]


def test_long_lists_without_anything_in_common_are_compared_by_position() -> None:
    original: Any = list(range(1000))
    target: Any = list(range(1000, 2000))
    found = diff(original, target)
    assert len(found) == 1000
    verify(found, original, target)


def test_equal_values_share_no_order_of_keys_but_types_of_numbers() -> None:
    assert equal({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert not equal({"a": 1}, {"a": 1, "b": None})
    assert not equal([1], [1.0])
    assert not equal(0, False)
    assert not equal(1.0, True)
    assert not equal({"a": [{"b": 1}]}, {"a": [{"b": 1.0}]})
    assert not equal({"a": [{"b": True}]}, {"a": [{"b": 1}]})
    assert not equal({}, [])


def test_a_patch_for_another_document_is_refused() -> None:
    with pytest.raises(MergeError, match="does not apply"):
        json_patch.apply([{"op": "remove", "path": "/a"}], {})
    with pytest.raises(MergeError, match="another document"):
        verify([{"op": "add", "path": "/a", "value": 1}], {}, {"a": True})


def test_applying_changes_no_input() -> None:
    document: Any = {"a": {"b": 1}}
    assert json_patch.apply([{"op": "remove", "path": "/a/b"}], document) == {"a": {}}
    assert document == {"a": {"b": 1}}


def test_a_pointer_escapes_its_steps() -> None:
    assert pointer(("metadata", "labels", "a/b~c", 0)) == "/metadata/labels/a~1b~0c/0"
    assert pointer(()) == ""


@pytest.mark.parametrize(("kept", "other"), [(1, 1.0), (1, True), (1.0, True), (0, False)])
def test_scalars_of_other_types_are_no_matching_items_of_a_list(kept: Any, other: Any) -> None:
    (operation,) = diff([other, "x"], [kept, "x"])
    assert operation == {"op": "replace", "path": "/0", "value": kept}
    assert type(operation["value"]) is type(kept)
    assert diff([other, kept], [kept]) == [{"op": "remove", "path": "/0"}]
