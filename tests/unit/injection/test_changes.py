"""Changes between two values, and undoing them in values edited since."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshctl.injection.changes import Change, Edited, changes, undo

_NAMES = st.sampled_from("abcdef")
_SCALARS = st.none() | st.booleans() | st.integers(-2, 2) | st.text("xy", max_size=2)
_ITEMS = st.lists(
    st.fixed_dictionaries({"name": _NAMES, "value": _SCALARS}), max_size=5, unique_by=lambda item: item["name"]
)
_VALUES = st.dictionaries(
    _NAMES,
    _SCALARS | _ITEMS | st.lists(_SCALARS, max_size=3) | st.dictionaries(_NAMES, _SCALARS | _ITEMS, max_size=3),
    max_size=4,
)


@given(_VALUES, _VALUES)
def test_undoing_all_changes_gives_the_value_before(before: dict[str, Any], after: dict[str, Any]) -> None:
    made = [Change.from_json(change.to_json()) for change in changes(before, after)]
    assert undo(after, made) == (before, [])


BEFORE = {"containers": [{"name": "app", "image": "app:1"}], "labels": {"a": "1"}}
AFTER = {
    "containers": [{"name": "proxy", "image": "p"}, {"name": "app", "image": "app:1", "probe": {"port": 1}}],
    "labels": {"a": "1", "mesh": "yes"},
}


def test_what_a_person_added_since_stays() -> None:
    edited = {
        "containers": [*AFTER["containers"], {"name": "later"}],
        "labels": {**AFTER["labels"], "mine": "x"},
        "more": True,
    }
    restored, refused = undo(edited, changes(BEFORE, AFTER))
    assert refused == []
    assert restored == {
        "containers": [{"name": "app", "image": "app:1"}, {"name": "later"}],
        "labels": {"a": "1", "mine": "x"},
        "more": True,
    }


def test_an_edit_of_what_was_injected_is_named_with_both_values() -> None:
    edited = {**AFTER, "labels": {"a": "1", "mesh": "no"}}
    restored, refused = undo(edited, changes(BEFORE, AFTER))
    assert refused == [Edited(path=("labels", "mesh"), expected="yes", found="no")]
    assert restored["labels"] == {"a": "1", "mesh": "no"}


def test_an_edit_that_put_the_old_value_back_is_no_conflict() -> None:
    edited = {**AFTER, "labels": {"a": "1"}}
    assert undo(edited, changes(BEFORE, AFTER)) == (BEFORE, [])


@pytest.mark.parametrize(("before", "after"), [({"a": 1}, {"a": True}), ({"a": 1}, {"a": 1.0}), ({"a": None}, {})])
def test_types_and_nulls_are_changes(before: dict[str, Any], after: dict[str, Any]) -> None:
    made = changes(before, after)
    assert len(made) == 1
    restored, _ = undo(after, made)
    assert repr(restored) == repr(before)
