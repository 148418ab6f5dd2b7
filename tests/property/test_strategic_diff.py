# ruff: noqa: S311  cases are random but seeded; nothing here is secret

from __future__ import annotations

import json
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from meshctl.k8s.json_patch import equal
from meshctl.k8s.strategic_diff import strategic_patch
from meshctl.k8s.strategic_merge import merge
from tests.property import k8s_cases

BOUNDED = settings(derandomize=True, max_examples=300, deadline=None)
SEEDS = st.integers(min_value=0, max_value=2**32)
KINDS = st.sampled_from(["Pod", "Deployment", "CronJob", "Container"])


def _object(seed: int, kind: str) -> Any:
    return _without_nulls(k8s_cases.Patches(Random(seed), directives=0, keyless=0, repeats=False).struct(kind))


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value if item is not None] if isinstance(value, list) else value


@BOUNDED
@given(first=SEEDS, second=SEEDS, kind=KINDS)
def test_the_patch_of_two_unrelated_objects_turns_one_into_the_other(first: int, second: int, kind: str) -> None:
    before, after = _object(first, kind), _object(second, kind)
    kept = json.dumps([before, after])
    assert equal(merge(before, strategic_patch(before, after, kind), kind), after)
    assert json.dumps([before, after]) == kept


@BOUNDED
@given(first=SEEDS, second=SEEDS, kind=KINDS)
def test_the_patch_of_a_merge_gives_the_merge_again(first: int, second: int, kind: str) -> None:
    before = _object(first, kind)
    after = merge(before, _object(second, kind), kind)
    assert equal(merge(before, strategic_patch(before, after, kind), kind), after)


@BOUNDED
@given(seed=SEEDS, kind=KINDS)
def test_there_is_no_patch_to_oneself(seed: int, kind: str) -> None:
    found = _object(seed, kind)
    assert strategic_patch(found, json.loads(json.dumps(found)), kind) == {}


@BOUNDED
@given(seed=SEEDS)
def test_list_items_in_another_order_come_out_in_that_order(seed: int) -> None:
    random = Random(seed)
    before, after = (_containers(random), _containers(random))
    assert merge(before, strategic_patch(before, after, "PodSpec"), "PodSpec") == after


def _containers(random: Random) -> Any:
    names = random.sample(["a", "b", "c", "d", "e"], 3)
    return {"containers": [{"name": name, "image": str(random.randrange(2))} for name in names]}
