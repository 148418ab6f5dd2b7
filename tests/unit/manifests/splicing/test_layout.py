"""What belongs to an entry: its lines, its comments, the blank lines of a kept block."""

from __future__ import annotations

from typing import Any

import pytest

from meshctl.manifests.splicing.edits import CannotSpliceError
from meshctl.manifests.splicing.layout import Entry, Layout
from meshctl.yamlio import Mapping, TextPart, build


def entries(text: str) -> tuple[Layout, list[Entry]]:
    root = build(TextPart(text=text))
    assert root is not None
    layout = Layout(text)
    value: Any = root.value
    found = layout.mapping_entries(value) if isinstance(value, Mapping) else layout.sequence_entries(value, root.start)
    return layout, found


def regions(text: str) -> list[str]:
    layout, found = entries(text)
    return [text[layout.lead_start(entry) : layout.tail_end(entry)] for entry in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\n", ["a: 1\n", "b: 2\n"]),
        ("a: 1 # x\n\n# y\nb: 2", ["a: 1 # x\n", "# y\nb: 2"]),
        ("a:\n  c: 1\n  # deep\n\n  # deeper\n\nb: 2\n", ["a:\n  c: 1\n  # deep\n\n  # deeper\n", "b: 2\n"]),
        ("a: |\n  t\n\nb: 2\n", ["a: |\n  t\n", "b: 2\n"]),
        ("a: |+\n  t\n\nb: 2\n", ["a: |+\n  t\n\n", "b: 2\n"]),
        ("a:\nb: # x\n", ["a:\n", "b: # x\n"]),
        ("- a\n# of b\n- b\n  # deep\n", ["- a\n", "# of b\n- b\n  # deep\n"]),
        ("-\n  a: 1\n- # x\n  - 2\n-\n", ["-\n  a: 1\n", "- # x\n  - 2\n", "-\n"]),
        ("a: 1\r\n# c\r\nb: 2\r\n", ["a: 1\r\n", "# c\r\nb: 2\r\n"]),
    ],
)
def test_entries_and_their_comments_part_the_text(text: str, expected: list[str]) -> None:
    assert regions(text) == expected


def test_dashes_are_found_past_comments_that_look_like_items() -> None:
    text = "&x # - no\n# - no\n- a # - no\n\n# - no\n- b\n"
    layout, found = entries(text)
    assert [text[entry.start : layout.line_end(entry.start)] for entry in found] == ["- a # - no", "- b"]
    assert layout.column(found[1].start) == 0


def test_values_of_nested_blocks_end_at_their_last_visible_character() -> None:
    text = "a:\n  b:\n  - c: |\n      t\n\n\nd: 1\n"
    _, found = entries(text)
    assert text[found[0].value_start : found[0].value_end] == "b:\n  - c: |\n      t"


def test_explicit_keys_are_not_taken_for_ordinary_ones() -> None:
    with pytest.raises(CannotSpliceError):
        entries("? a\n: b\n")
