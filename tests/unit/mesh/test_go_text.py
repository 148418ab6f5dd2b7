from __future__ import annotations

import pytest

from meshctl.mesh.go_text import (
    format_duration,
    format_float,
    parse_bool,
    parse_duration_ns,
    parse_int,
    parse_uint,
)


@pytest.mark.parametrize("text", ["1", "t", "T", "TRUE", "true", "True"])
def test_go_takes_six_texts_for_true(text: str) -> None:
    assert parse_bool(text) is True


@pytest.mark.parametrize("text", ["0", "f", "F", "FALSE", "false", "False"])
def test_go_takes_six_texts_for_false(text: str) -> None:
    assert parse_bool(text) is False


@pytest.mark.parametrize("text", ["", "yes", "tRUE", " true", "on", "2"])
def test_other_texts_are_no_boolean(text: str) -> None:
    assert parse_bool(text) is None


@pytest.mark.parametrize(("text", "number"), [("15020", 15020), ("+1", 1), ("-1", -1), ("015", 15)])
def test_integers_may_have_a_sign_and_leading_zeros(text: str, number: int) -> None:
    assert parse_int(text) == number


@pytest.mark.parametrize("text", ["", " 1", "1 ", "1_000", "0x10", "1.0", "\u0661"])
def test_integers_have_no_blanks_underscores_or_other_digits(text: str) -> None:
    assert parse_int(text) is None


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("65535", 65535), ("65536", None), ("+1", None), ("-0", None)])
def test_unsigned_numbers_have_no_sign_and_a_width(text: str, number: int | None) -> None:
    assert parse_uint(text, 16) == number


# Printed by Go's fmt.Println.
@pytest.mark.parametrize(
    ("number", "text"),
    [
        (11.0, "11"),
        (1.12, "1.12"),
        (999999.0, "999999"),
        (1000000.0, "1e+06"),
        (1234567.0, "1.234567e+06"),
        (20240101.0, "2.0240101e+07"),
        (100000.5, "100000.5"),
        (0.0001, "0.0001"),
        (0.00001, "1e-05"),
        (0.0, "0"),
        (-0.0, "-0"),
        (-5.0, "-5"),
        (123456789012345678.0, "1.2345678901234568e+17"),
        (float("inf"), "+Inf"),
        (float("nan"), "NaN"),
    ],
)
def test_floats_print_as_go_prints_them(number: float, text: str) -> None:
    assert format_float(number) == text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("65s", "1m5s"),
        ("1.5s", "1.5s"),
        ("250ms", "250ms"),
        ("0", "0s"),
        ("1h", "1h0m0s"),
        (".5s", "500ms"),
        ("100us", "100µs"),
        ("-3h1ns", "-3h0m0.000000001s"),
        ("+1m", "1m0s"),
        ("1h2m3s4ms", "1h2m3.004s"),
    ],
)
def test_durations_are_read_and_printed_as_go_does(text: str, printed: str) -> None:
    nanoseconds = parse_duration_ns(text)
    assert nanoseconds is not None
    assert format_duration(nanoseconds) == printed


@pytest.mark.parametrize("text", ["", "5", "1d", "s", ".s", "1 s", "1s ", "--1s", "300000000h"])
def test_durations_need_a_number_and_a_known_unit(text: str) -> None:
    assert parse_duration_ns(text) is None
