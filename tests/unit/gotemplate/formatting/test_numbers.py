from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshctl.gotemplate.formatting import format_value, sprintf
from meshctl.gotemplate.formatting.numbers import float_text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_shortest_text_of_a_float_reads_back(value: float) -> None:
    for verb in "gef":
        assert float(float_text(value, verb, None)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_hexadecimal_and_quick_texts_mean_the_same_number(value: float) -> None:
    assert float.fromhex(float_text(value, "x", None)) == value
    assert float(format_value(value)) == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [(15020.0, "15020"), (999999.0, "999999"), (1e6, "1e+06"), (0.0001, "0.0001"), (1e-5, "1e-05"), (-0.0, "-0"),
     (1.12, "1.12"), (math.inf, "+Inf"), (math.nan, "NaN")],
)  # fmt: skip
def test_floats_print_as_in_go(value: float, expected: str) -> None:
    assert format_value(value) == expected
    assert sprintf("%v", value) == expected
