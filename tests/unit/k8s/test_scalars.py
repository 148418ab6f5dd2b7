from __future__ import annotations

import pytest

from meshctl.k8s import scalars


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"), (-0.0, "-0"), (1.5, "1.5"), (100000.0, "100000"), (1e6, "1e+06"), (1234567.8, "1.2345678e+06"),
        (0.0001, "0.0001"), (0.00001, "1e-05"), (1.23456789, "1.2345679"), (1e39, "+Inf"), (float("-inf"), "-Inf"),
        (float("nan"), "NaN"), (16777217.0, "1.6777216e+07"),
    ],
)  # fmt: skip
def test_floats_become_strings_as_32_bit_numbers(value: float, text: str) -> None:
    assert scalars.yaml_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e20, "100000000000000000000"), (1e21, "1e+21"), (1e-6, "0.000001"), (1e-7, "1e-7"), (0.1, "0.1"), (5, "5"),
        (2.0, "2"), (1.5e300, "1.5e+300"), (1.25e-5, "0.0000125"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_the_json_encoder_writes_them(value: float, text: str) -> None:
    assert scalars.number_text(value) == text


@pytest.mark.parametrize("value", [2**31, -(2**31) - 1, 1.5, True, "1", 1e300])
def test_what_is_no_32_bit_number_is_refused(value: object) -> None:
    with pytest.raises(scalars.ScalarError, match="whole number of 32 bits"):
        scalars.int32(value)  # type: ignore[arg-type]


def test_a_whole_float_becomes_an_integer() -> None:
    found = scalars.int64(3.0)
    assert found == 3
    assert isinstance(found, int)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
        ("2026-01-02T00:30:00+01:00", "2026-01-01T23:30:00Z"),
        ("2026-12-31T23:59:59.9-00:01", "2027-01-01T00:00:59Z"),
        ("0900-01-01T00:00:00Z", "0900-01-01T00:00:00Z"),
    ],
)
def test_times_are_written_in_utc_with_whole_seconds(value: str, found: str) -> None:
    assert scalars.time(value) == found


@pytest.mark.parametrize("value", ["2026-02-30T00:00:00Z", "2026-01-02 03:04:05Z", "2026-01-02T03:04:05", "", 5])
def test_what_is_no_time_is_refused(value: object) -> None:
    with pytest.raises(scalars.ScalarError, match="a time such as"):
        scalars.time(value)  # type: ignore[arg-type]
