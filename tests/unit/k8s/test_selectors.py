from __future__ import annotations

from typing import Any

import pytest

from meshctl.k8s.selectors import LabelSelector, Operator, Requirement, SelectorError
from tests.unit.k8s import golden


def matches(selector: LabelSelector, case: dict[str, Any]) -> list[bool]:
    return [selector.matches(labels) for labels in case["labels"]]


@pytest.mark.parametrize("case", golden.load("selectors", lambda row: ascii(row["selector"])[:60]))
def test_the_object_form_selects_what_kubernetes_selects(case: dict[str, Any]) -> None:
    if "refused" in case:
        with pytest.raises(SelectorError):
            LabelSelector.parse(case["selector"])
    else:
        assert matches(LabelSelector.parse(case["selector"]), case) == case["ok"]


@pytest.mark.parametrize("case", golden.load("selector_texts", lambda row: ascii(row["text"])[:60]))
def test_the_text_form_selects_what_kubernetes_selects(case: dict[str, Any]) -> None:
    if "refused" in case:
        with pytest.raises(SelectorError):
            LabelSelector.parse_text(case["text"])
    else:
        assert matches(LabelSelector.parse_text(case["text"]), case) == case["ok"]


def test_empty_and_null_differ() -> None:
    assert LabelSelector.parse({}).empty
    assert LabelSelector.parse({"matchLabels": {}, "matchExpressions": []}).empty
    assert not LabelSelector.parse(None).empty
    assert not LabelSelector.parse({"matchLabels": {"a": "b"}}).empty


def test_requirements_keep_what_was_asked() -> None:
    selector = LabelSelector.parse_text("tier notin (a, b),app=web")
    assert selector.requirements == (
        Requirement(key="app", operator=Operator.IN, values=frozenset({"web"})),
        Requirement(key="tier", operator=Operator.NOT_IN, values=frozenset({"a", "b"})),
    )


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"matchLabels": {"a b": "x"}}, "label key 'a b' must be letters"),
        ({"matchLabels": {"a": "x y"}}, "value 'x y' of label 'a' must be letters"),
        ({"matchLabels": {"a": 1}}, "matchLabels 'a' is the number 1, expected a string"),
        ({"matchExpressions": [{"key": "a", "operator": "In"}]}, "In on label 'a' has no values"),
        ({"matchExpressions": [{"key": "a", "operator": "Exists", "values": ["x"]}]}, "Exists on label 'a' has values"),
        ({"matchExpressions": [{"key": "a", "operator": "Has"}]}, "operator 'Has' is unknown"),
        ("a=b", "found the text 'a=b', expected a label selector"),
    ],
)
def test_an_error_names_the_part_and_the_rule(value: Any, told: str) -> None:
    with pytest.raises(SelectorError, match=told):
        LabelSelector.parse(value)


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("a in b", "b", r"'\('"),
        ("a in (b", "the end", r"',' or '\)'"),
        ("a b", "b", "=, !=, in, notin, < or >"),
        ("a=b c", "c", "a comma and another requirement"),
        ("=a", "=", "a label key"),
    ],
)
def test_a_text_error_names_the_word_in_the_way(text: str, found: str, expected: str) -> None:
    with pytest.raises(
        SelectorError, match=f"^selector {text!r}: found {found!r}, expected {expected}".replace("(b'", r"\(b'")
    ):
        LabelSelector.parse_text(text)
