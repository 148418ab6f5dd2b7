from __future__ import annotations

import pytest

from meshctl.mesh.visibility import is_visible, overlap, scopes, split_export_to


@pytest.mark.parametrize(
    ("annotation", "entries"),
    [(None, ()), ("", ()), ("  ", ()), (" a , . ", ("a", ".")), ("*", ("*",))],
)
def test_the_annotation_is_a_list_with_blanks_trimmed(annotation: str | None, entries: tuple[str, ...]) -> None:
    assert split_export_to(annotation) == entries


@pytest.mark.parametrize(
    ("export_to", "seen"),
    [
        ([], ("*",)),
        (["*"], ("*",)),
        (["a", "*"], ("*",)),
        (["."], ("own",)),
        (["a", ".", "own"], ("a", "own")),
        (["~"], ()),
    ],
)
def test_a_dot_is_the_own_namespace_and_no_list_means_all(export_to: list[str], seen: tuple[str, ...]) -> None:
    assert scopes(export_to, "own") == seen


def test_visibility_asks_for_the_viewers_namespace() -> None:
    assert is_visible([], "own", "other")
    assert is_visible(["."], "own", "own")
    assert not is_visible(["."], "own", "other")
    assert not is_visible(["~"], "own", "own")


def test_scopes_overlap_where_one_is_everywhere_unless_the_other_is_nowhere() -> None:
    assert overlap(["*"], ["a"])
    assert overlap(["a", "b"], ["b"])
    assert not overlap(["a"], ["b"])
    assert not overlap(["*"], [])
