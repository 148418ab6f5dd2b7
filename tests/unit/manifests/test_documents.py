"""Streams cut into documents, and put together again."""

from __future__ import annotations

import pytest

from meshctl.errors import InputError, ManifestError
from meshctl.manifests.documents import Document, iter_documents, join_documents, read_documents, scan_documents
from meshctl.manifests.positions import Position
from meshctl.manifests.sources import Source


def read(text: str) -> list[Document]:
    return read_documents(Source(name="f.yaml", text=text))


def parts(text: str) -> list[tuple[str, str, object]]:
    return [(document.separator, document.text, document.value) for document in read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("a: 1\n", [("", "a: 1\n", {"a": 1})]),
        ("# licence\n", [("", "# licence\n", None)]),
        ("---\n", [("---\n", "", None)]),
        ("---\na: 1\n", [("---\n", "a: 1\n", {"a": 1})]),
        ("a: 1\n---\nb: 2\n", [("", "a: 1\n", {"a": 1}), ("---\n", "b: 2\n", {"b": 2})]),
        ("a: 1\n---\n", [("", "a: 1\n", {"a": 1}), ("---\n", "", None)]),
        ("---\n---\na: 1\n---", [("---\n---\n", "a: 1\n", {"a": 1}), ("---", "", None)]),
        ("a: 1\n--- # two\nb: 2\n", [("", "a: 1\n", {"a": 1}), ("--- # two\n", "b: 2\n", {"b": 2})]),
        ("a: 1\n---\t \nb: 2\n", [("", "a: 1\n", {"a": 1}), ("---\t \n", "b: 2\n", {"b": 2})]),
        ("a: 1\n...\n---\nb: 2\n", [("", "a: 1\n", {"a": 1}), ("...\n---\n", "b: 2\n", {"b": 2})]),
        ("a: 1\n...\nb: 2\n", [("", "a: 1\n", {"a": 1}), ("...\n", "b: 2\n", {"b": 2})]),
        ("%YAML 1.1\n---\na: 1\n", [("", "%YAML 1.1\n", None), ("---\n", "a: 1\n", {"a": 1})]),
        ("a: 1\r\n---\r\nb: 2", [("", "a: 1\r\n", {"a": 1}), ("---\r\n", "b: 2", {"b": 2})]),
        ("\ufeffa: 1\n---\n\ufeffb: 2\n", [("\ufeff", "a: 1\n", {"a": 1}), ("---\n\ufeff", "b: 2\n", {"b": 2})]),
        ("a: |\n  x\n  ---\n  y\n", [("", "a: |\n  x\n  ---\n  y\n", {"a": "x\n---\ny\n"})]),
        ("a: x\n  ...\n", [("", "a: x\n  ...\n", {"a": "x ..."})]),
        ("null\n---\n- 1\n---\ntext\n", [("", "null\n", None), ("---\n", "- 1\n", [1]), ("---\n", "text\n", "text")]),
    ],
)
def test_a_stream_is_cut_at_its_separators(text: str, expected: list[tuple[str, str, object]]) -> None:
    assert parts(text) == expected
    assert join_documents(read(text)) == text


def test_a_document_that_says_null_has_content() -> None:
    assert [document.is_empty for document in read("null\n---\n# nothing\n---\n")] == [False, True, True]


def test_positions_are_those_in_the_whole_source() -> None:
    text = "\ufeff# head\n---\n\nkind: Pod\nspec:\n  hosts: [a, é, c]\n"
    document = read(text)[1]
    assert (document.index, document.line) == (1, 4)
    span = document.span(("spec", "hosts", 2))
    assert span == (Position(6, 17, text.index("c]")), Position(6, 18, text.index("c]") + 1))
    assert document.key_span(("spec", "hosts")).start == Position(6, 3, text.index("hosts"))


def test_a_path_that_ends_in_nothing_gives_the_nearest_ancestor() -> None:
    document = read("a:\n  b: [1]\n")[0]
    assert document.span(("a", "x", 3)) == document.span(("a",))
    assert document.span(("a", "b", 7)) == document.span(("a", "b"))
    assert document.span(("nope",)).start == Position(1, 1, 0)
    assert document.key_span(("a", "b", 0, "x")).start == Position(2, 7, 9)


def test_what_came_through_an_alias_stands_where_it_was_written() -> None:
    document = read("x: &x {p: 1}\ny: *x\nz:\n  <<: *x\n")[0]
    assert document.span(("y",)).start == Position(2, 4, 16)
    assert document.span(("y", "p")).start == document.span(("x", "p")).start
    assert document.span(("z", "p")).start == document.span(("x", "p")).start


def test_text_after_a_separator_is_an_error() -> None:
    with pytest.raises(ManifestError, match="text after the document separator") as caught:
        read("a: 1\n---\n# c\n--- b: 2\nc: 3\n")
    assert str(caught.value.place) == "f.yaml:4:4"


def test_reading_goes_on_behind_a_broken_document() -> None:
    text = "a: 1\n---\nb: [\n---\nc: 3\n---\nd: 1\nd: 2\n"
    found = list(scan_documents(Source(name="f.yaml", text=text)))
    assert [str(one.place) if isinstance(one, InputError) else one.value for one in found] == [
        {"a": 1},
        "f.yaml:4:1",
        {"c": 3},
        "f.yaml:8:1",
    ]


def test_documents_come_one_by_one() -> None:
    documents = iter_documents(Source(name="f.yaml", text="a: 1\n---\n[broken"))
    assert next(documents).value == {"a": 1}
    with pytest.raises(ManifestError):
        next(documents)


def test_new_texts_take_the_place_of_old_ones() -> None:
    documents = read("a: 1\n--- # x\nb: 2")
    assert join_documents(documents, ["a: 9", "b: 8\n"]) == "a: 9\n--- # x\nb: 8\n"
