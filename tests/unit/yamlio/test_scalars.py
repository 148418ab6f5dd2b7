"""Scalars and documents against the recorded answers of Kubernetes's own YAML library."""

from __future__ import annotations

from typing import Any

import pytest

from meshctl.errors import InputError
from meshctl.yamlio import load_plain
from meshctl.yamlio.scalars import resolve_plain, resolve_tagged
from tests.yaml_answers import agrees, recorded_answers

# Where we differ on purpose: what we read (or None for an error), and why.
DELIBERATE: dict[str, tuple[Any, str]] = {
    "yes: 1": ({"yes": 1}, "keys are the literal text"),
    "1.0: 1": ({"1.0": 1}, "keys are the literal text"),
    "1e3: 1": ({"1e3": 1}, "keys are the literal text"),
    "0x1f: 1": ({"0x1f": 1}, "keys are the literal text"),
    "null: 1": ({"null": 1}, "keys are the literal text"),
    "~: 1": ({"~": 1}, "keys are the literal text"),
    "? \n: x": ({"": "x"}, "keys are the literal text"),
    "k: !!binary /w==": (None, "bytes that are no text are refused, not replaced"),
    "k: !!timestamp x": ({"k": "x"}, "timestamps are text, whatever they hold"),
    "a: {<<: {x: 1}, <<: {y: 2}}": ({"a": {"x": 1, "y": 2}}, "go-yaml makes the second merge key a key `true`"),
    'a: "\\x41\\/\\e\\_\\N\\L\\P"': ({"a": "A/\x1b\xa0\x85\u2028\u2029"}, "the escape \\/ of JSON is understood"),
}


@pytest.mark.parametrize("case", recorded_answers(), ids=lambda case: case["text"][:40])
def test_reads_what_kubernetes_reads(case: dict[str, Any]) -> None:
    text = case["text"]
    if text in DELIBERATE:
        expected, reason = DELIBERATE[text]
        assert expected != case.get("ok"), f"no deviation any more: {reason}"
        case = {"error": reason} if expected is None else {"ok": expected}
    if "error" in case:
        with pytest.raises(InputError):
            load_plain(text)
    else:
        assert agrees(load_plain(text), case["ok"])


def test_every_deliberate_difference_is_a_recorded_case() -> None:
    assert {case["text"] for case in recorded_answers()} >= DELIBERATE.keys()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("18446744073709551615", 2**64 - 1),
        ("18446744073709551616", 1.8446744073709552e19),
        ("9" * 5000, "9" * 5000),  # beyond any float, and beyond what int() takes
        ("0x" + "f" * 5000, "0x" + "f" * 5000),
        ("-0", 0),
        ("-0.0", -0.0),
        ("12:30", "12:30"),
        ("2001-01-01", "2001-01-01"),
        ("1.", 1.0),
    ],
)
def test_numbers_at_the_edges(text: str, value: object) -> None:
    found = resolve_plain(text)
    assert (type(found), found) == (type(value), value)


def test_a_tag_decides_over_the_look() -> None:
    assert resolve_tagged("12", "tag:yaml.org,2002:str") == "12"
    assert resolve_tagged("0x1f", "tag:yaml.org,2002:int") == 31
    assert type(resolve_tagged("1", "tag:yaml.org,2002:float")) is float
    assert resolve_tagged("yes", "!local") == "yes"


def test_text_that_does_not_fit_its_tag_is_refused() -> None:
    with pytest.raises(ValueError, match="'x' is not of the tagged type !!int"):
        resolve_tagged("x", "tag:yaml.org,2002:int")
