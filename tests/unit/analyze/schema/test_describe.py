from __future__ import annotations

import pytest

from meshctl.analyze.schema.describe import listed, quoted, value_phrase


@pytest.mark.parametrize(
    ("value", "phrase"),
    [
        (None, "null"),
        (True, "true"),
        ("80", 'the string "80"'),
        (80, "the number 80"),
        (1.5, "the number 1.5"),
        ({}, "a mapping"),
        ([1], "a list"),
        (b"x", "a value of type bytes, which JSON does not have"),
    ],
)
def test_a_value_is_named_by_type_and_content(value: object, phrase: str) -> None:
    assert value_phrase(value) == phrase


def test_a_number_that_python_refuses_to_print_is_named_by_its_length() -> None:
    assert value_phrase(10**5000) == "a number of more than 60 digits"


def test_long_and_unprintable_texts_are_shown_in_short_and_escaped() -> None:
    assert quoted('a"b\\c\x00\n') == r'"a\"b\\c\x00\n"'
    assert len(quoted("x" * 10_000)) < 60


def test_a_long_list_is_counted() -> None:
    assert listed("abc") == "a, b, c"
    assert listed([str(number) for number in range(20)]).endswith("and 8 more")
