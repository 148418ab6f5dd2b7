from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest

from meshctl.errors import MergeError
from meshctl.k8s.faults import FieldMergeError
from meshctl.k8s.json_patch import equal
from meshctl.k8s.merge_rules import rules_of
from meshctl.k8s.strategic_merge import merge
from tests.unit.k8s import golden


@pytest.mark.parametrize("case", golden.load("merges", lambda row: row["name"]))
def test_a_merge_gives_what_kubernetes_gives(case: dict[str, Any]) -> None:
    if "refused" in case:
        with pytest.raises(MergeError):
            merge(case["original"], case["patch"], case["type"])
    else:
        assert equal(merge(case["original"], case["patch"], case["type"]), case["ok"])


@pytest.mark.parametrize("case", golden.load("merges", lambda row: row["name"]))
def test_a_merge_changes_neither_input(case: dict[str, Any]) -> None:
    before = json.dumps([case["original"], case["patch"]])
    with contextlib.suppress(MergeError):
        merge(case["original"], case["patch"], case["type"])
    assert json.dumps([case["original"], case["patch"]]) == before


def test_a_merge_shares_what_it_does_not_touch() -> None:
    original: Any = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "app", "args": ["x"]}]}}
    overlay: Any = {"spec": {"containers": [{"name": "proxy", "args": ["y"]}]}}
    merged: Any = merge(original, overlay, "Pod")
    assert merged["metadata"] is original["metadata"]
    assert merged["spec"]["containers"][1] is original["spec"]["containers"][0]
    assert merged["spec"]["containers"][0] is overlay["spec"]["containers"][0]


def test_unknown_fields_on_both_sides_merge_as_plain_json() -> None:
    original: Any = {"spec": {"future": {"a": 1, "list": [{"name": "x"}], "gone": 1}}}
    overlay: Any = {"spec": {"future": {"b": 2, "list": [{"name": "y"}], "gone": None}}}
    assert merge(original, overlay, "Pod") == {"spec": {"future": {"a": 1, "b": 2, "list": [{"name": "y"}]}}}


def test_an_error_carries_the_path_to_the_fault() -> None:
    original: Any = {"spec": {"containers": [{"name": "app", "env": [{"name": "A"}]}]}}
    overlay: Any = {"spec": {"containers": [{"name": "app", "env": [{"value": "1"}]}]}}
    with pytest.raises(FieldMergeError, match=r"^spec\.containers\[0\]\.env: a list item has no 'name'") as caught:
        merge(original, overlay, "Pod")
    assert caught.value.path == ("spec", "containers", 0, "env")


def test_true_and_one_are_different_merge_keys() -> None:
    merged: Any = merge({"ports": [{"containerPort": 1}]}, {"ports": [{"containerPort": True}]}, "Container")
    assert len(merged["ports"]) == 2


def test_two_ports_of_one_number_collide_whatever_their_protocol() -> None:
    original: Any = {"ports": [{"containerPort": 53, "protocol": "UDP"}]}
    overlay: Any = {"ports": [{"containerPort": 53, "protocol": "TCP", "name": "dns"}]}
    assert merge(original, overlay, "Container") == {"ports": [{"containerPort": 53, "protocol": "TCP", "name": "dns"}]}


@pytest.mark.parametrize(
    ("patch", "told"),
    [
        ({"spec": {"$patch": "swap"}}, r"spec: \$patch says the text 'swap', expected replace or delete"),
        ({"spec": {"containers": [{"$patch": 1, "name": "a"}]}}, r"spec\.containers: \$patch of a list item says"),
        ({"spec": {"$retainKeys": ["a"], "b": 1}}, r"spec: the patch sets 'b', which its \$retainKeys does not name"),
        ({"metadata": {"$setElementOrder/labels": []}}, r"metadata: \$setElementOrder/labels speaks of 'labels'"),
        ({"spec": {"containers": ["a"]}}, r"spec\.containers: the items of the list are of different kinds"),
    ],
)  # fmt: skip
def test_an_error_says_where_what_and_what_was_expected(patch: Any, told: str) -> None:
    with pytest.raises(FieldMergeError, match=told):
        merge({"metadata": {}, "spec": {"containers": [{"name": "app"}]}}, patch, "Pod")


def test_rules_of_a_name_that_differs_in_case_alone_are_those_of_the_field() -> None:
    rules = rules_of("PodSpec")
    assert rules["CONTAINERS"] == rules["containers"]
    assert (rules["CONTAINERS"].joins, rules["CONTAINERS"].key) == (True, "name")
    assert rules["containerz"].joins is False
