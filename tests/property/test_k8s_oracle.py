"""Random cases answered by us and by Kubernetes's own Go code; `make oracle` runs them."""

# ruff: noqa: S311  cases are random but seeded; nothing here is secret

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from meshctl.errors import MeshctlError
from meshctl.k8s import names
from meshctl.k8s.json_patch import equal
from meshctl.k8s.quantity import Quantity
from meshctl.k8s.selectors import LabelSelector
from meshctl.k8s.strategic_merge import merge
from meshctl.k8s.typed import canonical, check_strict, coerce_manifest
from tests import go_oracle
from tests.property import k8s_cases

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.oracle

COUNT = int(os.environ.get("ORACLE_CASES", "2000"))
SEED = int(os.environ.get("ORACLE_SEED", "1"))


def cases(make: Callable[[Random], Any]) -> list[Any]:
    return [make(Random(f"{SEED}/{number}")) for number in range(COUNT)]


def answers(work: Callable[[Any], Any], asked: list[Any]) -> list[dict[str, Any]]:
    return [answer(work, case) for case in asked]


def answer(work: Callable[[Any], Any], case: Any) -> dict[str, Any]:
    """Our answer in the oracle's form; what is refused has no value."""
    try:
        return {"ok": work(case)}
    except (MeshctlError, ValueError) as fault:
        return {"error": str(fault)}


def disagreements(asked: list[Any], ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> list[Any]:
    return [
        {"case": case, "ours": mine, "go": other}
        for case, mine, other in zip(asked, ours, theirs, strict=True)
        if ("ok" in mine) != ("ok" in other) or ("ok" in mine and not equal(mine["ok"], other["ok"]))
    ]


def assert_agreement(asked: list[Any], ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> None:
    found = disagreements(asked, ours, theirs)
    fine = sum("ok" in other for other in theirs)
    print(f"{len(asked)} cases, {fine} with a value, {len(asked) - fine} refused, {len(found)} disagreements")
    assert not found, json.dumps(min(found, key=lambda one: len(json.dumps(one))), indent=1)


def test_merges_agree_with_strategicpatch() -> None:
    asked = cases(k8s_cases.merge_case)
    theirs = go_oracle.ask({"op": "strategic_merge", **case} for case in asked)
    ours = answers(merge_checked, asked)
    kept = [at for at, (mine, other) in enumerate(zip(ours, theirs, strict=True)) if not excused(mine, other)]
    assert_agreement([asked[at] for at in kept], [ours[at] for at in kept], [theirs[at] for at in kept])


def merge_checked(case: dict[str, Any]) -> Any:
    before = json.dumps([case["original"], case["patch"]])
    merged = merge(case["original"], case["patch"], case["type"])
    assert json.dumps([case["original"], case["patch"]]) == before, "an input was changed"
    return merged


def excused(mine: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether only Go gives up: on fields its type does not know and on values its type cannot hold.

    We merge the first as plain JSON and leave the second to the type check that follows every merge.
    """
    gives_up = ("unable to find api field", "merging an object in json but", "expected slice or array type")
    return "ok" in mine and any(text in other.get("error", "") for text in gives_up)


def test_round_trips_agree_with_go() -> None:
    asked = cases(k8s_cases.value_case)
    theirs = go_oracle.ask({"op": "typed_roundtrip", **case} for case in asked)
    ours = answers(lambda case: canonical(case["value"], case["type"], drop_unknown=True), asked)
    assert_agreement(asked, ours, theirs)


def test_strict_checks_refuse_what_go_refuses() -> None:
    asked = cases(lambda random: k8s_cases.value_case(random, wrong=0.02))
    theirs = go_oracle.ask({"op": "typed_roundtrip", **case} for case in asked)
    ours = answers(lambda case: check_strict(case["value"], case["type"]), asked)
    assert_agreement(asked, ours, [{"ok": None} if "ok" in other else other for other in theirs])


def test_manifests_read_as_sigs_yaml_reads_them() -> None:
    asked = cases(lambda random: k8s_cases.value_case(random, wrong=0.02))
    theirs = go_oracle.ask(
        {"op": "read_manifest", "type": case["type"], "text": json.dumps(case["value"])} for case in asked
    )
    ours = answers(read, asked)
    kept = [at for at, (mine, other) in enumerate(zip(ours, theirs, strict=True)) if not lenient(mine, other)]
    assert_agreement([asked[at] for at in kept], [ours[at] for at in kept], [theirs[at] for at in kept])


def test_numbers_become_the_same_strings() -> None:
    asked = cases(k8s_cases.number)
    theirs = go_oracle.ask(
        {"op": "read_manifest", "type": "ConfigMap", "text": f"data: {{a: {number!r}}}"} for number in asked
    )
    ours = answers(lambda number: canonical(coerce_manifest({"data": {"a": number}}, "ConfigMap"), "ConfigMap"), asked)
    assert_agreement(asked, ours, theirs)


def test_numbers_become_the_same_quantities() -> None:
    numbers = cases(k8s_cases.number)
    asked: list[Any] = [{"type": "Pod", "value": {"spec": {"overhead": {"a": number}}}} for number in numbers]
    theirs = go_oracle.ask({"op": "read_manifest", "type": "Pod", "text": json.dumps(case["value"])} for case in asked)
    ours = answers(lambda case: canonical(case["value"], "Pod"), asked)
    assert_agreement(asked, ours, theirs)


def read(case: dict[str, Any]) -> Any:
    return canonical(coerce_manifest(case["value"], case["type"]), case["type"], drop_unknown=True)


def lenient(mine: dict[str, Any], other: dict[str, Any]) -> bool:
    """Go forgets the conversion below inlined structs (a volume's source, a probe's handler); we do not."""
    told = re.search(r"cannot unmarshal (number|bool) .* of type (string|v1\.\w+)$", other.get("error", ""))
    return "ok" in mine and told is not None


def test_quantities_agree_with_go() -> None:
    asked = cases(k8s_cases.quantity_text)
    theirs = go_oracle.ask({"op": "quantity", "text": text} for text in asked)
    assert_agreement(asked, answers(lambda text: Quantity.parse(text).canonical(), asked), theirs)


def test_sums_and_order_of_quantities_agree_with_go() -> None:
    asked = cases(lambda random: (k8s_cases.quantity_text(random), k8s_cases.quantity_text(random)))
    sums = go_oracle.ask({"op": "quantity", "text": one, "add": other or "x"} for one, other in asked)
    order = go_oracle.ask({"op": "quantity_compare", "left": one, "right": other} for one, other in asked)
    ours = answers(lambda pair: Quantity.parse(pair[0]).add(Quantity.parse(pair[1])).canonical(), asked)
    assert_agreement(asked, ours, sums)
    ours = answers(lambda pair: compare(*map(Quantity.parse, pair)), asked)
    assert_agreement(asked, ours, order)


def compare(left: Quantity, right: Quantity) -> int:
    return (left > right) - (left < right)


@pytest.mark.parametrize("make", [k8s_cases.selector_case, k8s_cases.selector_text_case])
def test_selectors_agree_with_go(make: Callable[[Random], Any]) -> None:
    asked = cases(make)
    theirs = go_oracle.ask({"op": "label_selector", **case} for case in asked)
    assert_agreement(asked, answers(select, asked), theirs)


def select(case: dict[str, Any]) -> list[bool]:
    text = case.get("text")
    selector = LabelSelector.parse(case["selector"]) if text is None else LabelSelector.parse_text(text)
    return [selector.matches(labels) for labels in case["labels"]]


def test_names_agree_with_go() -> None:
    asked = cases(k8s_cases.name_text)
    theirs = go_oracle.ask({"op": "names", "text": text} for text in asked)
    rules = sorted(theirs[0]["ok"])
    ours = [{"ok": {rule: getattr(names, rule)(text) is None for rule in rules}} for text in asked]
    assert_agreement(asked, ours, theirs)


def test_the_field_tables_are_what_the_go_types_say() -> None:
    go = shutil.which("go")
    if go is None:
        pytest.skip("needs Go to run tools/k8s_tables")
    root = Path(__file__).parents[2]
    made = subprocess.run([go, "run", "."], cwd=root / "tools" / "k8s_tables", capture_output=True, check=True)
    assert made.stdout == (root / "meshctl" / "k8s" / "data" / "core_types.json").read_bytes()
