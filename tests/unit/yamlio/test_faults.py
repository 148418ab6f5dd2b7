"""Broken text gives one error, at the place a person would look at, in our words."""

from __future__ import annotations

import pytest

from meshctl.errors import InputError
from meshctl.yamlio import TextPart, build

pytestmark = pytest.mark.usefixtures("parser")

CASES = [
    ("tab as indentation", "a:\n\t- b\n", "2:1", "a tab is used for indentation; indent with spaces"),
    ("unclosed single quote", "a: 1\nb: 'x\nc: 2\n", "2:4", "the quote opened here is never closed"),
    ("unclosed double quote", 'a: "x\nb: 2\n', "1:4", "the quote opened here is never closed"),
    ("unclosed bracket", "a: 1\nb: [1, 2\nc: 3\n", "2:4", "'[' is not closed; add the missing ',' or ']'"),
    ("unclosed brace", "a: {b: 1\n", "1:4", "'{' is not closed; add the missing ',' or '}'"),
    ("two colons", "a: b: c\n", "1:5", "a ':' stands where no value can begin"),
    ("key indented too deep", "a: 1\n b: 2\n", "2:3", "align the key with its siblings"),
    ("key indented too little", "a:\n    b: 1\n  c: 2\n", "3:3", "expected a key of the mapping that begins at line 1"),
    ("text without colon", "a: 1\nbcd\n", "2:1", "text that is neither a key nor part of a value"),
    ("list item after a key", "a: - b\n", "1:4", "a list item ('- ') cannot begin here"),
    ("key among items", "- a\nb: 1\n", "2:1", "expected an item ('- ') of the list that begins at line 1"),
    ("wildcard without quotes", "hosts: *.example.com\n", "1:8", "alias"),
    ("alias without anchor", "hosts: *all\n", "1:8", "alias *all has no anchor &all before it"),
    ("reserved character", "a: @x\n", "1:4", "a value cannot begin with '@'; put the value in quotes"),
    ("percent sign", "a: %x\n", "1:4", "a value cannot begin with '%'"),
    ("unknown escape", 'a: "\\q"\n', None, "unknown escape \\q in double quotes"),
    ("short escape", 'a: "\\x4"\n', None, "escape"),
    ("exclamation mark", "a: !<x b\n", "1:4", "an unquoted '!' begins a tag"),
    ("percent at the beginning", "%YAML x\na: 1\n", "1:1", "begins with '%'"),
    ("question mark", "a: ? b\n", "1:4", "a '? ' cannot begin a key here"),
    ("half a surrogate pair", 'a: "\\ud83d"\n', None, "the escape does not name a Unicode character"),
    ("control character", "a: b\nc: \x01\n", "2:4", "the character U+0001 is not allowed"),
    ("template as value", "a: 1\nb: {{ .Values.b }}\n", "2:4", "render it first"),
    ("template line", "a: 1\n{{- if .Values.b }}\nb: 1\n{{- end }}\n", None, "render it first"),
    ("mapping as key", "? [a]\n: b\n", "1:3", "a mapping or list cannot be a key"),
    ("merge of a scalar", "a:\n  <<: 1\n", "2:7", "the merge key << takes a mapping or a list of mappings"),
    ("bad block header", "a: |x\n  b\n", "1:4", "'|' or '>' is followed by something else"),
    ("nothing between commas", "a: [1,,2]\n", "1:7", "a value is missing before ','"),
    ("wrong tag", "a: !!int x\n", "1:4", "'x' is not of the tagged type !!int"),
    ("undeclared tag", "a: !e!x 1\n", "1:4", "the tag is not declared in this document"),
    ("second document", "a: 1\n--- \nb: 2\n", None, "a second document begins here"),
]


@pytest.mark.parametrize(("text", "place", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_error_says_what_where_and_what_to_do(text: str, place: str | None, words: str) -> None:
    with pytest.raises(InputError) as caught:
        build(TextPart(text=text, name="f.yaml"))
    fault = caught.value
    assert words in str(fault)
    assert fault.remedy
    assert place is None or str(fault.place) == f"f.yaml:{place}"


def test_lines_and_columns_count_from_where_the_part_stands() -> None:
    with pytest.raises(InputError) as caught:
        build(TextPart(text="a: 'x\n", name="f.yaml", first_line=41, offset=900))
    assert str(caught.value.place) == "f.yaml:41:4"
