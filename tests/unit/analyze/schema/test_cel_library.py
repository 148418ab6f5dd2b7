from __future__ import annotations

from typing import Any

import pytest

from meshctl.analyze.schema import cel_library as cel


def failing() -> bool:
    raise KeyError("no such key")


def test_a_false_operand_hides_an_error_on_either_side() -> None:
    assert cel.both(failing, lambda: False) is False
    assert cel.both(lambda: False, failing) is False
    with pytest.raises(KeyError):
        cel.both(failing, lambda: True)


def test_a_true_operand_hides_an_error_on_either_side() -> None:
    assert cel.either(failing, lambda: True) is True
    assert cel.either(lambda: True, failing) is True
    with pytest.raises(KeyError):
        cel.either(failing, lambda: False)


def test_one_decisive_element_hides_the_errors_of_others() -> None:
    items: list[Any] = [{}, {"a": 1}, {"a": 2}]
    assert cel.every(lambda item: item["a"] == 1, items) is False
    assert cel.some(lambda item: item["a"] == 2, items) is True
    with pytest.raises(KeyError):
        cel.every(lambda item: item["a"] > 0, items)


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("0", 0),
        ("1ms", 1_000_000),
        ("1.5s", 1_500_000_000),
        ("1h30m", 5_400_000_000_000),
        ("-10us", -10_000),
        ("+.5s", 500_000_000),
        ("1µs1ns", 1_001),
        ("2562047h47m16.854775807s", 2**63 - 1),
    ],
)
def test_a_duration_is_read_as_go_writes_it(text: str, nanoseconds: int) -> None:
    assert cel.duration(text) == nanoseconds


@pytest.mark.parametrize(
    "text", ["", "1", "s", "1d", "1 s", ".s", "1s ", "2562048h", "9" * 400 + "h", "\uff11s", "1h-1m"]
)
def test_what_go_does_not_read_as_a_duration_is_an_error(text: str) -> None:
    with pytest.raises(cel.EvaluationError):
        cel.duration(text)


def test_characters_that_are_not_there_are_an_error() -> None:
    assert cel.substring("unix://@a", 7, 8) == "@"
    assert cel.substring("*.a", 2) == "a"
    assert cel.substring("abc", 3) == ""
    with pytest.raises(cel.EvaluationError):
        cel.substring("unix://", 7, 8)


@pytest.mark.parametrize(
    ("text", "number"), [("80", 80), ("-1", -1), ("+7", 7), ("007", 7), ("9223372036854775807", 2**63 - 1)]
)
def test_a_decimal_integer_is_read(text: str, number: int) -> None:
    assert cel.to_int(text) == number


@pytest.mark.parametrize("text", ["", "a", "1.0", " 1", "1_0", "9223372036854775808", "\u0663", "9" * 5000])
def test_another_text_is_no_integer(text: str) -> None:
    with pytest.raises(cel.EvaluationError):
        cel.to_int(text)


@pytest.mark.parametrize(
    ("text", "ip"),
    [
        ("10.0.0.1", True),
        ("::1", True),
        ("01.2.3.4", False),
        ("fe80::1%e", False),
        ("::ffff:1.2.3.4", False),
        ("a", False),
    ],
)
def test_an_ip_address_is_canonical_enough(text: str, ip: bool) -> None:
    assert cel.is_ip(text) == ip


def test_an_optional_is_never_null() -> None:
    label = cel.format_named("dns1123Label")
    assert label.validate("ok") == ()
    assert label.validate("Not Ok") != ()
    assert None not in (label.validate("ok"), label.validate("Not Ok"))
