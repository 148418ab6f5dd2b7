"""Values without positions, as rendered templates and ConfigMap contents are read."""

from __future__ import annotations

import pytest

from meshctl.errors import LimitError, ManifestError
from meshctl.yamlio import load_plain


def test_the_containers_are_plain() -> None:
    value = load_plain("a: {b: [1]}\n")
    assert value == {"a": {"b": [1]}}
    assert type(value) is dict
    assert type(value["a"]) is dict


def test_the_last_of_repeated_keys_wins() -> None:
    assert load_plain("a: 1\nb: 0\na: 2\n") == {"a": 2, "b": 0}


def test_repeated_keys_can_be_refused() -> None:
    with pytest.raises(ManifestError, match="given twice, first at line 1, column 1"):
        load_plain("a: 1\na: 2\n", unique_keys=True)


def test_only_the_first_document_is_read() -> None:
    assert load_plain("---\na: 1\n---\n[[[ not even YAML\n") == {"a": 1}


def test_no_content_is_none() -> None:
    assert load_plain("") is None
    assert load_plain("# nothing\n") is None


def test_explicit_keys_win_over_merged_ones_and_earlier_merges_over_later() -> None:
    text = "x: &x {a: 1, b: 2}\ny: {b: 3, <<: [*x, {a: 9, c: 4}]}\n"
    assert load_plain(text) == {"x": {"a": 1, "b": 2}, "y": {"b": 3, "a": 1, "c": 4}}


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert load_plain("\ufeffa: 1\n") == {"a": 1}


def test_an_error_names_the_text() -> None:
    with pytest.raises(ManifestError) as caught:
        load_plain("a: [1", name="configmap istio, key mesh")
    assert str(caught.value.place) == "configmap istio, key mesh:1:4"


def test_the_limits_hold() -> None:
    with pytest.raises(LimitError, match="nested deeper"):
        load_plain("[" * 100_000)
