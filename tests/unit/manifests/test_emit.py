"""What an edit leaves alone and what it writes: text before, change of the value, exact text after."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pytest

from meshctl.errors import ManifestError
from meshctl.manifests.documents import Document, read_documents
from meshctl.manifests.emit import Emitted, emit
from meshctl.manifests.sources import Source
from tests.values import thawed

if TYPE_CHECKING:
    from collections.abc import Callable


def document(text: str) -> Document:
    return read_documents(Source(name="f.yaml", text=text))[0]


def edited(text: str, change: Callable[[Any], object]) -> Emitted:
    """The text after its value, thawed, was changed in place."""
    found = document(text)
    value = thawed(found.value)
    change(value)
    return emit(found, value)


def assert_edit(before: str, change: Callable[[Any], object], after: str) -> None:
    found = edited(textwrap.dedent(before), change)
    assert found.text == textwrap.dedent(after)
    assert found.spliced


DEPLOYMENT = """\
    # licence
    apiVersion: apps/v1   # legacy
    kind: Deployment
    metadata:
      name: 'hello'  # the name
      labels: {app: hello}
    spec:
      template:
        spec:
          # our containers
          containers:
            # the app
            - name: hello     # first
              image: "hello:1"  # pinned
              args:
              - a
              - b  # bee
              # end of hello

            # the second
            - name: world
              image: x
              script: |
                echo 1

          volumes: []
"""


def pod_spec(value: Any) -> Any:
    return value["spec"]["template"]["spec"]


def test_an_equal_value_gives_the_very_text() -> None:
    text = "a:   1 # x\nb: [ 1,2 ]\n\n\n"
    assert emit(document(text), {"b": [1, 2], "a": 1}) == Emitted(text=text, spliced=True)


def test_a_sidecar_goes_before_the_comment_of_the_first_container() -> None:
    found = edited(
        textwrap.dedent(DEPLOYMENT), lambda v: pod_spec(v)["containers"].insert(0, {"name": "p", "args": ["x"]})
    )
    expected = DEPLOYMENT.replace(
        "            # the app\n",
        "            - name: p\n              args:\n                - x\n            # the app\n",
    )
    assert (found.text, found.spliced) == (textwrap.dedent(expected), True)


def test_a_sidecar_goes_behind_the_last_container() -> None:
    found = edited(textwrap.dedent(DEPLOYMENT), lambda v: pod_spec(v)["containers"].append({"name": "p"}))
    expected = DEPLOYMENT.replace("echo 1\n\n", "echo 1\n            - name: p\n\n")
    assert (found.text, found.spliced) == (textwrap.dedent(expected), True)


def test_a_container_that_moves_to_another_list_takes_its_text_along() -> None:
    def change(value: Any) -> None:
        spec = pod_spec(value)
        moved = spec["containers"].pop(1)
        moved["image"] = "z"
        spec["initContainers"] = [{"name": "first"}, moved]

    found = edited(textwrap.dedent(DEPLOYMENT), change)
    assert found.spliced
    assert found.text.endswith(
        "      volumes: []\n"
        "      initContainers:\n"
        "        - name: first\n"
        "        # the second\n"
        "        - name: world\n"
        "          image: z\n"
        "          script: |\n"
        "            echo 1\n"
    )


def test_containers_that_change_places_keep_their_comments() -> None:
    found = edited(textwrap.dedent(DEPLOYMENT), lambda v: pod_spec(v)["containers"].reverse())
    assert found.spliced
    assert "        # the second\n        - name: world\n" in found.text
    assert found.text.index("- name: world") < found.text.index("# the app") < found.text.index("# end of hello")


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("a: 1 # c\n", 2, "a: 2 # c\n"),
        ("a: 'x'\n", "y", "a: 'y'\n"),
        ('a: "x"\n', "y", 'a: "y"\n'),
        ("a: x\n", "yes", 'a: "yes"\n'),
        ("a: 'x'\n", "it's", "a: 'it''s'\n"),
        ("a: 'x'\n", "l\u2028m", 'a: "l\\u2028m"\n'),
        ("a: 'x'\n", 80, "a: 80\n"),
        ("a:   x   # c\n", "w", "a:   w   # c\n"),
        ("a: # c\n", "w", "a: w # c\n"),
        ("a:\n", {"b": 1}, "a:\n  b: 1\n"),
        ("a: {} # c\n", {"b": [1]}, "a: # c\n  b:\n  - 1\n"),
        ("a: null # c\n", [1, {"b": 2}], "a: # c\n- 1\n- b: 2\n"),
        ("a: # c\n  b: 1 # d\n", {}, "a: {} # c\n"),
        ("a: # c\n  - 1\n  - 2\n", [{"x": 1}], "a: # c\n  - x: 1\n"),
        ("a: # c\n  b: 1\n", "t", "a: t # c\n"),
        ("a:\n  t # c\n", [1], "a:\n- 1\n"),
        ("a: one\n  two # c\n", "x", "a: x # c\n"),
        ('a: "one\n  two" # c\n', "x", 'a: "x" # c\n'),
        ("a: |\n  one\n  two\n\n", "one\nzwei\n", "a: |\n  one\n  zwei\n\n"),
        ("a: >-\n  one\n  two\n", "x", "a: x\n"),
        ("a: x # c\n", "l\nm\n", "a: | # c\n  l\n  m\n"),
        ("a: x", "l\nm\n", "a: |\n  l\n  m\n"),
        ("a: !!str 12\n", "x", "a: x\n"),
        ("a: &x 1\n", 2, "a: 2\n"),
        ("a:\n\n\n  b: 1\n", {"b": 2}, "a:\n\n\n  b: 2\n"),
    ],
)  # fmt: skip
def test_a_value_is_replaced_where_it_stands(before: str, value: Any, after: str) -> None:
    assert_edit(before, lambda v: v.update(a=value), after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("m:\n  a: 1\n", "m:\n  a: 1\n  new: 0\n"),
        ("m:\n    a: 1 # c\n    # d\nz: 1\n", "m:\n    a: 1 # c\n    new: 0\n    # d\nz: 1\n"),
        ("m:\n  a: 1\n\n# about z\nz: 1\n", "m:\n  a: 1\n  new: 0\n\n# about z\nz: 1\n"),
        ("m:\n  a: 1\n\n  # deeper\nz: 1\n", "m:\n  a: 1\n  new: 0\n\n  # deeper\nz: 1\n"),
        ("m:\n  a: |+\n    t\n\n\nz: 1\n", "m:\n  a: |+\n    t\n\n\n  new: 0\nz: 1\n"),
        ("m:\n  a: |\n    t\n\n\nz: 1\n", "m:\n  a: |\n    t\n  new: 0\n\n\nz: 1\n"),
        ("m:\n  a:\nz: 1\n", "m:\n  a:\n  new: 0\nz: 1\n"),
        ("m: {a: 1} # c\n", "m: {a: 1, new: 0} # c\n"),
        ("m: { 'a': 1 }\n", "m: { 'a': 1, new: 0 }\n"),
        ('m: {"a": 1}\n', 'm: {"a": 1, "new": 0}\n'),
        ("m:\n  a: 1", "m:\n  a: 1\n  new: 0"),
        ("m:\r\n  a: 1\r\nz: 1\r\n", "m:\r\n  a: 1\r\n  new: 0\r\nz: 1\r\n"),
    ],
)
def test_a_new_key_stands_like_its_siblings(before: str, after: str) -> None:
    assert_edit(before, lambda v: v["m"].update(new=0), after)


def test_a_new_key_stands_behind_the_one_it_follows_in_the_value() -> None:
    def change(value: Any) -> None:
        members = dict(value)
        value.clear()
        value.update({"a": members["a"], "new": {"x": [1]}, "b": members["b"]})

    assert_edit("a: 1\n# of b\nb:\n    - 2\n", change, "a: 1\nnew:\n  x:\n      - 1\n# of b\nb:\n    - 2\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1\nd: 2 # c\nb: 3\n", "a: 1\nb: 3\n"),
        ("a: 1\n# of d\nd:\n  x: 1\n  # deep\n\n# of b\nb: 3\n", "a: 1\n\n# of b\nb: 3\n"),
        ("# licence\nd: 1\nb: 3\n", "# licence\nb: 3\n"),
        ("{d: 1, b: 3}\n", "{b: 3}\n"),
        ("{b: 3, d: 1}\n", "{b: 3}\n"),
        ("{\n  b: 3,\n  d: 1\n}\n", "{\n  b: 3\n}\n"),
    ],
)
def test_a_deleted_key_takes_its_comments_along(before: str, after: str) -> None:
    assert_edit(before, lambda v: v.pop("d"), after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("l:\n- a: 1\n  b: 2\n", "l:\n- b: 2\n"),
        ("l:\n- a: 1\n  # of b\n  b: 2\n", "l:\n- b: 2\n"),
    ],
)
def test_the_first_key_of_an_item_can_go(before: str, after: str) -> None:
    assert_edit(before, lambda v: v["l"][0].pop("a"), after)


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ("- a # x\n- b\n- c # z\n", lambda v: v.pop(1), "- a # x\n- c # z\n"),
        ("- a\n# of b\n- b\n  # deep\n- c\n", lambda v: v.pop(1), "- a\n- c\n"),
        ("- a\n- c\n", lambda v: v.insert(1, "b"), "- a\n- b\n- c\n"),
        ("# head\n- a\n", lambda v: v.insert(0, "z"), "# head\n- z\n- a\n"),
        ("- - a\n  - b\n", lambda v: v[0].insert(0, "z"), "- - z\n  - a\n  - b\n"),
        ("- - a\n  - b\n", lambda v: v[0].pop(0), "- - b\n"),
        ("- a", lambda v: v.append({"b": [1]}), "- a\n- b:\n  - 1"),
        ("- [a, b]\n", lambda v: v[0].append("c"), "- [a, b, c]\n"),
        ("- [a]\n", lambda v: v[0].insert(0, {"k": "v"}), "- [{k: v}, a]\n"),
        ("- []\n", lambda v: v[0].append(1), "- - 1\n"),
        ("- [a,\n   b, # c\n   d]\n", lambda v: v[0].pop(0), "- [b, # c\n   d]\n"),
        ("-   x: 1\n    y: 2\n", lambda v: v[0].update(z=3), "-   x: 1\n    y: 2\n    z: 3\n"),
        ("-\n  x: 1\n", lambda v: v[0].update(x=2), "-\n  x: 2\n"),
        ("- x # c\n", lambda v: v.__setitem__(0, {"a": 1, "b": 2}), "- a: 1 # c\n  b: 2\n"),
    ],
)  # fmt: skip
def test_lists_are_edited_item_by_item(before: str, change: Callable[[Any], object], after: str) -> None:
    if before == "- x # c\n":
        before, after = f"{before}- k\n", f"{after}- k\n"
    assert_edit(before, change, after)


def test_a_renamed_item_is_edited_in_place() -> None:
    before = "ports:\n- port: 80 # web\n  name: foo\n- port: 90\n  name: bar\n"
    assert_edit(before, lambda v: v["ports"][0].update(name="http-foo"), before.replace("foo", "http-foo"))


def test_both_list_styles_of_a_file_are_kept() -> None:
    before = "kind: List\nitems:\n- kind: Pod\n  spec:\n    containers:\n      - name: a\n- kind: Service\n"

    def change(value: Any) -> None:
        value["items"][0]["spec"]["containers"].append({"name": "p", "args": ["x"]})
        value["items"].append({"kind": "Extra"})

    after = before.replace("name: a\n", "name: a\n      - name: p\n        args:\n        - x\n") + "- kind: Extra\n"
    assert_edit(before, change, after)


def test_a_json_document_stays_json() -> None:
    before = '{\n    "a": 1,\n    "b": {},\n    "c": [\n        1\n    ]\n}\n'

    def change(value: Any) -> None:
        value["b"] = {"x": "yes"}
        value["c"].append({"y": [None]})
        value["d"] = "é"

    after = (
        '{\n    "a": 1,\n    "b": {\n        "x": "yes"\n    },\n    "c": [\n        1,\n        {\n'
        '            "y": [\n                null\n            ]\n        }\n    ],\n    "d": "é"\n}\n'
    )
    assert_edit(before, change, after)


def test_json_on_one_line_stays_on_one_line() -> None:
    assert_edit('{"a":1}\n', lambda v: v.update(b=[True, "x"]), '{"a":1, "b": [true, "x"]}\n')


def test_an_alias_whose_value_changes_is_written_out() -> None:
    before = "selector: &labels\n  app: web\nlabels: *labels # same\n"
    assert_edit(
        before, lambda v: v["labels"].update(x="y"), before.replace("*labels #", "#") + '  app: web\n  x: "y"\n'
    )


def test_a_change_below_an_anchor_leaves_the_alias_what_it_was() -> None:
    before = "a: &x # c\n  k: 1\nb: *x\n"
    assert_edit(before, lambda v: v["a"].update(k=2), "a: &x # c\n  k: 2\nb:\n  k: 1\n")


def test_a_merged_key_is_overridden_beside_the_merge() -> None:
    before = "b: &b {p: 1, q: 2}\nx:\n  <<: *b # c\n  r: 3\n"
    assert_edit(before, lambda v: v["x"].update(p=9), before + "  p: 9\n")


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("b: &b {p: 1}\n# c\nx:\n  <<: *b\n  r: 3\n", lambda v: v["x"].pop("p")),
        ("# head\n? a\n: b\nc: 1\n", lambda v: v.update(c=2)),
    ],
)
def test_where_no_local_edit_is_possible_the_document_is_written_afresh(
    text: str, change: Callable[[Any], object]
) -> None:
    found = edited(text, change)
    expected = thawed(document(text).value)
    change(expected)
    assert not found.spliced
    assert document(found.text).value == expected


def test_a_fresh_text_keeps_what_stood_above() -> None:
    found = emit(document("# licence\r\n\r\n- 1\r\n"), {"a": 1, "b": [1]})
    assert found == Emitted(text="# licence\r\n\r\na: 1\r\nb:\r\n- 1\r\n", spliced=False)
    assert emit(document("# nothing"), {"a": 1}).text == "# nothing\na: 1\n"


def test_comments_below_a_value_do_not_become_part_of_a_block() -> None:
    before = "a:\n- b # x\n  # y\n- c\n"
    assert_edit(before, lambda v: v["a"].__setitem__(0, "l\nm\n"), 'a:\n- "l\\nm\\n" # x\n  # y\n- c\n')


def test_one_is_not_true_and_not_one_point_zero() -> None:
    assert_edit("a: 1\nb: true\nc: 1.0\n", lambda v: v.update(a=True, b=1, c=1), "a: true\nb: 1\nc: 1\n")


def test_the_old_value_is_never_changed() -> None:
    found = document("a: [1, {b: 2}]\n")
    before = thawed(found.value)
    emit(found, {"a": [{"b": 3}], "c": found.value})
    assert found.value == before


def test_values_shared_with_the_old_one_are_left_alone() -> None:
    found = document("a: {x: 1} # c\nb: 2\n")
    value: Any = found.value
    assert emit(found, {**value, "b": 3}).text == "a: {x: 1} # c\nb: 3\n"


def test_what_yaml_cannot_hold_is_an_error() -> None:
    with pytest.raises(ManifestError):
        emit(document("a: 1\n"), {"a": float("nan")})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("m: {a: 1, # one\n  b: 2}\n", "m: {a: 1, # one\n  b: 2, new: 0}\n"),
        ("m: {\n  a: 1, # one\n  b: 2\n}\n", "m: {\n  a: 1, # one\n  b: 2,\n  new: 0\n}\n"),
        ("m: { # all\n  a: 1, # one\n  b: 2}\n", "m: { # all\n  a: 1, # one\n  b: 2, new: 0}\n"),
        ("m: {a: 1,   b: 2}\n", "m: {a: 1,   b: 2,   new: 0}\n"),
    ],
)
def test_a_comment_between_members_is_not_written_again_before_a_new_one(before: str, after: str) -> None:
    assert_edit(before, lambda value: value["m"].update(new=0), after)


def test_text_of_several_lines_is_quoted_where_a_comment_below_would_become_part_of_it() -> None:
    before = "m:\n  a: x\n    # note\n  b: 1\n"
    assert_edit(before, lambda value: value["m"].update(a="l\nm\n"), 'm:\n  a: "l\\nm\\n"\n    # note\n  b: 1\n')
