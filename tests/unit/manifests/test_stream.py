from __future__ import annotations

import pytest

from meshctl.manifests.stream import Piece, split_stream


@pytest.mark.parametrize(
    ("separator", "bad"),
    [
        ("---\n", None),
        ("--- # note\n...\n", None),
        ("--- a\n", 3),
        ("---a\n---b\n", 3),
        ("---\n--- b\n---c\n", 7),
    ],
)
def test_the_first_separator_with_text_after_its_dashes_is_told(separator: str, bad: int | None) -> None:
    before = "a: 1\n"
    assert list(split_stream(f"{before}{separator}b: 2\n")) == [
        Piece("", before, 0, 1, None),
        Piece(separator, "b: 2\n", len(before) + len(separator), 2 + separator.count("\n"), bad),
    ]


def test_a_fault_of_one_separator_is_not_told_of_the_next() -> None:
    assert [piece.bad_separator for piece in split_stream("---x\na: 1\n---\nb: 2\n")] == [3, None]
