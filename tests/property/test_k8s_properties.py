# ruff: noqa: S311  cases are random but seeded; nothing here is secret

from __future__ import annotations

import json
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from meshctl.errors import MergeError
from meshctl.k8s.json_patch import diff, equal, verify
from meshctl.k8s.quantity import Quantity, QuantityError
from meshctl.k8s.strategic_merge import merge
from meshctl.k8s.typed import canonical, check_strict, coerce_manifest, equal_typed
from tests.property import k8s_cases

BOUNDED = settings(derandomize=True, max_examples=200, deadline=None)

SEEDS = st.integers(min_value=0, max_value=2**32)
NAMES = st.sampled_from(["a", "b", "name", "a/b", "~", ""])
SCALARS = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([0.0, 1.0, 1.5]) | NAMES
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=25
)


@BOUNDED
@given(original=JSON, target=JSON)
def test_a_patch_turns_the_original_into_the_target(original: Any, target: Any) -> None:
    before = json.dumps([original, target])
    verify(diff(original, target), original, target)
    assert json.dumps([original, target]) == before


@BOUNDED
@given(value=JSON)
def test_there_is_no_difference_to_oneself(value: Any) -> None:
    assert diff(value, json.loads(json.dumps(value))) == []


@BOUNDED
@given(items=st.lists(NAMES), others=st.lists(NAMES))
def test_named_items_are_matched_right_in_any_order(items: list[str], others: list[str]) -> None:
    original: Any = [{"name": name, "at": at} for at, name in enumerate(items)]
    target: Any = [{"name": name, "at": at} for at, name in enumerate(others)]
    verify(diff(original, target), original, target)


@BOUNDED
@given(seed=SEEDS)
def test_canonical_form_is_stable_equal_and_leaves_its_input_alone(seed: int) -> None:
    case = k8s_cases.value_case(Random(seed), wrong=0)
    before = json.dumps(case)
    found = canonical(case["value"], case["type"])
    assert canonical(found, case["type"]) is found
    assert equal_typed(found, case["value"], case["type"])
    check_strict(found, case["type"])
    assert coerce_manifest(found, case["type"]) is found
    assert json.dumps(case) == before


@BOUNDED
@given(seed=SEEDS)
def test_a_merge_without_directives_done_twice_changes_nothing_more(seed: int) -> None:
    random = Random(seed)
    original = k8s_cases.Patches(random, directives=0, keyless=0).struct("Pod")
    overlay = k8s_cases.Patches(random, directives=0, keyless=0, repeats=False).struct("Pod")
    before = json.dumps([original, overlay])
    try:
        once = merge(original, overlay, "Pod")
    except MergeError:
        return
    finally:
        assert json.dumps([original, overlay]) == before
    assert equal(canonical(merge(once, overlay, "Pod"), "Pod"), canonical(once, "Pod"))


@BOUNDED
@given(seed=SEEDS)
def test_merging_nothing_gives_the_original(seed: int) -> None:
    original = k8s_cases.Patches(Random(seed), directives=0).struct("Pod")
    assert merge(original, {}, "Pod") == original


@BOUNDED
@given(seed=SEEDS)
def test_canonical_quantities_keep_their_value(seed: int) -> None:
    text = k8s_cases.quantity_text(Random(seed))
    try:
        quantity = Quantity.parse(text)
    except QuantityError:
        return
    written = quantity.canonical()
    # NB: Kubernetes has no suffix beyond E and drops what would need one.
    if quantity.scaled(0) < 10**21:
        assert Quantity.parse(written) == quantity
        assert Quantity.parse(written).canonical() == written


@BOUNDED
@given(first=SEEDS, second=SEEDS)
def test_sums_do_not_depend_on_the_order(first: int, second: int) -> None:
    amounts = []
    for seed in (first, second):
        try:
            amounts.append(Quantity.parse(k8s_cases.quantity_text(Random(seed))))
        except QuantityError:
            return
    one, other = amounts
    assert one.add(other) == other.add(one)
    assert (one < other) + (one == other) + (one > other) == 1
