from __future__ import annotations

from typing import Any

import pytest

from meshctl.errors import MergeError
from meshctl.k8s.strategic_diff import strategic_patch

CASES: dict[str, tuple[Any, Any, Any]] = {
    "equal objects need no patch": ({"hostname": "a"}, {"hostname": "a"}, {}),
    "a changed value stands alone": (
        {"hostname": "a", "nodeName": "n"},
        {"hostname": "b", "nodeName": "n"},
        {"hostname": "b"},
    ),
    "null takes a field away": ({"hostname": "a"}, {}, {"hostname": None}),
    "a null that stays is not written": (
        {"hostname": None, "nodeName": "a"},
        {"hostname": None, "nodeName": "b"},
        {"nodeName": "b"},
    ),
    "a number and a boolean differ": ({"priority": 1}, {"priority": True}, {"priority": True}),
    "an added item brings itself only": (
        {"containers": [{"name": "app"}]},
        {"containers": [{"name": "proxy"}, {"name": "app"}]},
        {"containers": [{"name": "proxy"}]},
    ),
    "a changed item is named by its key": (
        {"containers": [{"name": "app", "image": "a"}, {"name": "other"}]},
        {"containers": [{"name": "app", "image": "b"}, {"name": "other"}]},
        {"containers": [{"name": "app", "image": "b"}]},
    ),
    "an item that goes is told so": (
        {"containers": [{"name": "app"}, {"name": "old"}]},
        {"containers": [{"name": "app"}]},
        {"containers": [{"$patch": "delete", "name": "old"}]},
    ),
    "an order that merging would not give is spelled out": (
        {"containers": [{"name": "app"}]},
        {"containers": [{"name": "app"}, {"name": "proxy"}]},
        {
            "containers": [{"name": "proxy"}],
            "$setElementOrder/containers": [{"name": "app"}, {"name": "proxy"}],
        },
    ),
    "a list without merge key is replaced": (
        {"containers": [{"name": "app", "args": ["a", "b"]}]},
        {"containers": [{"name": "app", "args": ["b"]}]},
        {"containers": [{"name": "app", "args": ["b"]}]},
    ),
    "items that repeat a key need the object around them replaced": (
        {"hostname": "a", "containers": [{"name": "app"}]},
        {"hostname": "a", "containers": [{"name": "x"}, {"name": "x"}]},
        {"$patch": "replace", "hostname": "a", "containers": [{"name": "x"}, {"name": "x"}]},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_smallest_patch(case: str) -> None:
    before, after, expected = CASES[case]
    assert strategic_patch(before, after, "PodSpec") == expected


def test_a_plain_value_that_goes_is_named() -> None:
    before: Any = {"finalizers": ["a", "b"]}
    patch = strategic_patch(before, {"finalizers": ["b"]}, "ObjectMeta")
    assert patch == {"$deleteFromPrimitiveList/finalizers": ["a"]}


def test_a_new_null_counts_as_absent() -> None:
    assert strategic_patch({"hostname": "a"}, {"hostname": None, "nodeName": None}, "PodSpec") == {"hostname": None}


def test_nulls_inside_a_list_that_is_taken_whole_cannot_be_said() -> None:
    after: Any = {"tolerations": [{"key": None}]}
    with pytest.raises(MergeError, match="no strategic merge patch"):
        strategic_patch({}, after, "PodSpec")
