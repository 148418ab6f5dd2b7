from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshctl.gotemplate import Fault
from meshctl.gotemplate.quoting import quote, quote_character, quote_raw, unquote, unquote_character


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_is_quoted_reads_back(text: str) -> None:
    assert unquote(quote(text)) == text
    assert unquote(quote(text, ascii_only=True)) == text


def test_bytes_in_escapes_join_into_characters() -> None:
    assert unquote(r'"\xc3\xa9\303\251"') == "éé"
    assert unquote(r'"\u00e9\U0001F600\n"') == "é\U0001f600\n"


@pytest.mark.parametrize("literal", [r'"\q"', r'"\x4"', r'"\400"', r'"\ud800"', r'"\U00110000"', r'"\'"'])
def test_malformed_escapes_are_refused(literal: str) -> None:
    with pytest.raises(Fault, match="invalid syntax"):
        unquote(literal)


def test_raw_literals_lose_carriage_returns_only() -> None:
    assert unquote("`a\r\n\\n`") == "a\n\\n"
    assert quote_raw("a`b") is None


def test_characters_are_one_code_point() -> None:
    assert unquote_character(r"'\''") == 39
    assert quote_character(0x2603) == "'☃'"
    assert quote_character(-1) == "'�'"
    with pytest.raises(Fault, match="malformed character constant"):
        unquote_character("'ab'")
