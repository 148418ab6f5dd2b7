from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from meshctl.errors import SettingsError
from meshctl.mesh.overrides import apply_overrides, deep_merge

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue


@pytest.mark.parametrize(
    ("assignment", "result"),
    [
        ("a.b=1", {"a": {"z": 1, "b": 1}}),
        ("a=x", {"a": "x"}),
        (r"a\.b.c=x\,y", {"a": {"z": 1}, "a.b": {"c": "x,y"}}),
        ("l[1].b={x,2,true}", {"a": {"z": 1}, "l": [None, {"b": ["x", 2, True]}]}),
        ("a=,b=null,c=007", {"a": "", "b": None, "c": "007"}),
        ("a={}", {"a": []}),
        ("a[0][1]=2", {"a": [[None, 2]]}),
        ("x=a=b", {"a": {"z": 1}, "x": "a=b"}),
        ("x=1.5", {"a": {"z": 1}, "x": "1.5"}),
        ("x=-3,y=False", {"a": {"z": 1}, "x": -3, "y": "False"}),
        ("x=9223372036854775808", {"a": {"z": 1}, "x": "9223372036854775808"}),
    ],
)
def test_assignments_are_read_as_helm_reads_them(assignment: str, result: JSONValue) -> None:
    assert apply_overrides({"a": {"z": 1}}, [assignment]) == result


def test_assignments_are_carried_out_in_order_on_a_copy() -> None:
    document: dict[str, JSONValue] = {"a": {"b": ["x"]}}
    assert apply_overrides(document, ["a.b[0]=y", "a.b[1]=z"]) == {"a": {"b": ["y", "z"]}}
    assert document == {"a": {"b": ["x"]}}


@pytest.mark.parametrize("assignment", ["a", "=1", "a..b=1", ".a=1", "a[x]=1", "a[0]b=1", "a[99999999]=1", "[0]=1"])
def test_an_assignment_that_makes_no_sense_is_refused(assignment: str) -> None:
    with pytest.raises(SettingsError, match="--set"):
        apply_overrides({}, [assignment])


def test_mappings_merge_and_everything_else_is_replaced() -> None:
    base: dict[str, JSONValue] = {"a": {"x": 1, "y": [1]}, "b": 1}
    assert deep_merge(base, {"a": {"y": [2], "z": None}, "b": {"c": 1}}) == {
        "a": {"x": 1, "y": [2], "z": None},
        "b": {"c": 1},
    }
    assert base == {"a": {"x": 1, "y": [1]}, "b": 1}
