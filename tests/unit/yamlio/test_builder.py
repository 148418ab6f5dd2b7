"""Values, places and limits of the builder, under the C parser and the pure one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from meshctl.errors import InputError, LimitError, ManifestError
from meshctl.yamlio import Limits, Mapping, Sequence, TextPart, build

if TYPE_CHECKING:
    from meshctl.yamlio.nodes import Root

pytestmark = pytest.mark.usefixtures("parser")


def root(text: str, **options: Any) -> Root:
    found = build(TextPart(text=text, name="f.yaml"), **options)
    assert found is not None
    return found


def entry_texts(text: str, node: Mapping, key: str) -> tuple[str, str]:
    mark = node.mark(key)
    return text[mark.key_start : mark.key_end], text[mark.start : mark.end]


def test_every_key_value_and_item_has_its_place() -> None:
    text = "a: 1\n'b': [x, \"y\"]\nc:\n- d: é\n  e: |\n    t\n"
    value = root(text).value
    assert entry_texts(text, value, "b") == ("'b'", '[x, "y"]')
    assert [text[slice(*value["b"].mark(index))] for index in (0, 1)] == ["x", '"y"']
    assert entry_texts(text, value["c"][0], "d") == ("d", "é")
    assert entry_texts(text, value["c"][0], "e") == ("e", "|\n    t\n")
    assert (value.flow, value["b"].flow) == (False, True)


def test_a_block_collection_ends_before_the_comments_below_it() -> None:
    text = "a:\n  b: 1\n  # about nothing\n\nc: 2\n"
    assert entry_texts(text, root(text).value, "a") == ("a", "b: 1")


def test_the_value_is_a_plain_dict_to_whoever_compares() -> None:
    value = root("a: [1, {b: null}]\n").value
    assert value == {"a": [1, {"b": None}]}
    assert isinstance(value, Mapping)
    assert isinstance(value["a"], Sequence)


def test_text_without_content_gives_nothing() -> None:
    assert build(TextPart(text="# only a comment\n\n")) is None
    assert build(TextPart(text="")) is None
    assert root("null").value is None


def test_keys_are_the_literal_text() -> None:
    assert list(root("on: 1\n1: 2\n0x1f: 3\n~: 4\n2001-01-01: 5\n").value) == ["on", "1", "0x1f", "~", "2001-01-01"]


def test_a_repeated_key_is_refused_with_both_places() -> None:
    with pytest.raises(ManifestError, match="the key 'a' is given twice, first at line 2, column 3") as caught:
        root("x:\n  a: 1\n  b: 2\n  a: 3\n")
    assert str(caught.value.place) == "f.yaml:4:3"


def test_the_last_of_repeated_keys_wins_where_that_is_asked_for() -> None:
    assert root("a: 1\na: 2\n", unique_keys=False).value == {"a": 2}


def test_merge_keys_bring_what_is_not_written() -> None:
    text = "base: &b {p: 1, q: 2}\nother: &o {q: 3, r: 4}\nx:\n  <<: [*b, *o]\n  p: 9\n"
    value = root(text).value["x"]
    assert value == {"p": 9, "q": 2, "r": 4}
    assert value.merged == {"q", "r"}
    assert entry_texts(text, value, "r") == ("r", "4")


def test_a_quoted_merge_key_is_an_ordinary_key() -> None:
    assert root("'<<': {a: 1}\n").value == {"<<": {"a": 1}}


def test_an_anchor_may_be_defined_anew() -> None:
    assert root("a: &x 1\nb: *x\nc: &x 2\nd: *x\n").value == {"a": 1, "b": 1, "c": 2, "d": 2}


def test_an_alias_may_be_a_key() -> None:
    assert root("&k a: 1\nb: {*k : 2}\n").value == {"a": 1, "b": {"a": 2}}


def test_crlf_and_astral_characters_keep_indices_true() -> None:
    text = "a: 😀\r\nb: |\r\n  x\r\n  y\r\nc: é\r\n"
    value = root(text).value
    assert value == {"a": "😀", "b": "x\ny\n", "c": "é"}
    assert entry_texts(text, value, "c") == ("c", "é")


@pytest.mark.parametrize(
    ("text", "place"),
    [("[" * 100_000, "1:101"), ("- " * 100_000, "1:201"), ("{a: " * 100_000, "1:401"), ("? " * 100_000, None)],
    ids=["brackets", "dashes", "braces", "explicit keys"],
)
def test_deep_nesting_is_an_error_with_a_place(text: str, place: str | None) -> None:
    with pytest.raises(InputError) as caught:
        root(text)
    assert place is None or str(caught.value.place) == f"f.yaml:{place}"


def test_a_hundred_levels_are_allowed() -> None:
    assert root("[" * 100 + "]" * 100).value is not None
    with pytest.raises(LimitError, match="nested deeper than 100 levels"):
        root("[" * 101 + "]" * 101)


def test_aliases_count_towards_the_depth() -> None:
    inner = "a: &a " + "[" * 60 + "]" * 60
    assert root(f"{inner}\nb: {'[' * 39}*a{']' * 39}\n").value is not None
    with pytest.raises(LimitError, match="nested deeper than 100 levels") as caught:
        root(f"{inner}\nb: {'[' * 40}*a{']' * 40}\n")
    assert str(caught.value.place) == "f.yaml:2:44"


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGE_BOMB = "a: &a {a0: 1, a1: 1}\n" + "".join(
    f"{name}: &{name}\n  <<: [{', '.join([f'*{before}'] * 400)}]\n  {name}0: *{before}\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        MERGE_BOMB,
        "a: &a [" + "x, " * 1000 + "]\nb: [" + "*a, " * 20_000 + "]\n",
        "a: &a {" + ", ".join(f"k{number}: 1" for number in range(1000)) + "}\nb:\n" + "- <<: *a\n" * 5000,
    ],
    ids=["nine by nine", "merge keys", "one big anchor", "one big merge"],
)
def test_an_alias_bomb_is_an_error(text: str) -> None:
    with pytest.raises(LimitError, match="aliases expand to more than 200000 nodes"):
        root(text)


def test_the_alias_budget_is_about_aliases_alone() -> None:
    limits = Limits(alias_nodes=10)
    assert len(root("[" + "1, " * 1000 + "]", limits=limits).value) == 1000
    with pytest.raises(LimitError, match="more than 10 nodes"):
        root("a: &a [1, 2, 3, 4]\nb: [*a, *a, *a]\n", limits=limits)


def test_an_alias_inside_its_own_anchor_is_an_error() -> None:
    with pytest.raises(ManifestError, match=r"alias \*a stands inside its own anchor"):
        root("a: &a [1, *a]\n")


@pytest.mark.parametrize("text", ["a: .inf", "a: -.INF", "a: .nan", "a: !!float .inf"])
def test_numbers_that_json_cannot_hold_are_refused(text: str) -> None:
    with pytest.raises(ManifestError, match="JSON cannot hold") as caught:
        root(text)
    assert str(caught.value.place) == "f.yaml:1:4"


def test_many_keys_are_read() -> None:
    text = "".join(f"k{number}: {number}\n" for number in range(5_000))
    assert root(text).value["k4999"] == 4999


def test_json_with_surrogate_pairs_is_read_in_place() -> None:
    text = '{"a\\ud83d\\ude00": "\\\\ud83d", "b": 1}'
    value = root(text).value
    assert value == {"a😀": "\\ud83d", "b": 1}
    assert entry_texts(text, value, "b") == ('"b"', "1")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{image: nginx:1.27}", {"image": "nginx:1.27"}),
        ("[http://proxy:80/x, b]", ["http://proxy:80/x", "b"]),
        ("{a: &x y:z, b: *x}", {"a": "y:z", "b": "y:z"}),
        ("{a:1}", {"a:1": None}),
        ('{"a":1}', {"a": 1}),
    ],
)
def test_a_colon_inside_a_plain_value_in_brackets_is_text_as_kubectl_reads_it(text: str, value: object) -> None:
    root = build(TextPart(text=text, name="x"))
    assert root is not None
    assert root.value == value
