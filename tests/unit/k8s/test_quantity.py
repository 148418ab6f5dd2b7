from __future__ import annotations

from typing import Any

import pytest

from meshctl.k8s.quantity import Format, Quantity, QuantityError, canonical_text
from tests.unit.k8s import golden


@pytest.mark.parametrize("case", golden.load("quantities", lambda row: ascii(row["text"])))
def test_canonical_text_is_what_kubernetes_writes(case: dict[str, Any]) -> None:
    if "refused" in case:
        with pytest.raises(QuantityError):
            Quantity.parse(case["text"])
    else:
        assert Quantity.parse(case["text"]).canonical() == case["ok"]


@pytest.mark.parametrize("case", golden.load("sums", lambda row: f"{row['text']} + {row['add']}"))
def test_sums_are_exact_and_keep_the_format(case: dict[str, Any]) -> None:
    assert Quantity.parse(case["text"]).add(Quantity.parse(case["add"])).canonical() == case["ok"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("2000m", "2"), ("1024Mi", "1Gi"), ("1e3", "1k"), ("0", "-0"), ("1.5", "1500m"), ("0.0000000001", "1n")],
)
def test_equal_amounts_are_equal_however_written(one: str, other: str) -> None:
    left, right = Quantity.parse(one), Quantity.parse(other)
    assert left == right
    assert hash(left) == hash(right)
    assert not left < right


@pytest.mark.parametrize(
    ("small", "large"),
    [
        ("999m", "1"),
        ("1G", "1Gi"),
        ("-2", "-1"),
        ("-1", "0"),
        ("1n", "1u"),
        ("9", "1e1"),
        ("1e300000000", "2e300000000"),
    ],
)
def test_order_goes_by_value(small: str, large: str) -> None:
    assert Quantity.parse(small) < Quantity.parse(large)
    assert Quantity.parse(large) > Quantity.parse(small)


def test_absurd_exponents_cost_nothing() -> None:
    huge = Quantity.parse("1e2147483647")
    tiny = Quantity.parse("1e-2147483647")
    assert huge > Quantity.parse("8Ei")
    assert tiny == Quantity.parse("1n")
    with pytest.raises(QuantityError, match="cannot be added"):
        huge.add(tiny)


def test_a_very_long_text_is_refused_and_not_repeated() -> None:
    with pytest.raises(QuantityError) as caught:
        Quantity.parse("1" * 100_000)
    assert len(str(caught.value)) < 200


def test_scaled_rounds_away_from_zero() -> None:
    assert Quantity.parse("1.0001").scaled(-3) == 1001
    assert Quantity.parse("-1.0001").scaled(-3) == -1001
    assert Quantity.parse("2Gi").scaled(0) == 2 * 1024**3
    assert Quantity.parse("1n").scaled(0) == 1


def test_a_sum_that_starts_at_zero_takes_the_other_format() -> None:
    assert Quantity(0).add(Quantity.parse("1Gi")).format is Format.BINARY_SI


def test_blanks_around_are_allowed_where_json_is_read() -> None:
    assert canonical_text(" 1000m ") == "1"


def test_the_error_names_the_suffix_and_the_known_ones() -> None:
    with pytest.raises(
        QuantityError, match=r"'1Kib' is not a quantity: expected a number and a suffix, as in 100m or 1\.5Gi"
    ):
        Quantity.parse("1Kib")
    with pytest.raises(QuantityError, match="'1K' is not a quantity: unknown suffix 'K'"):
        Quantity.parse("1K")
