from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from meshctl.errors import SourceError
from meshctl.manifests.discovery import find_manifests

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b.yml", "a.yaml", "c.json", "README.md", "sub/d.yaml", "sub/deep/e.yaml", ".git/f.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    return tmp_path


def names(tree: Path, *, recursive: bool) -> list[str]:
    return [os.path.relpath(path, tree) for path in find_manifests([str(tree)], recursive=recursive)]


def test_a_folder_gives_its_own_manifests_in_order(tree: Path) -> None:
    assert names(tree, recursive=False) == ["a.yaml", "b.yml", "c.json"]


def test_subfolders_come_with_recursion_but_for_hidden_ones(tree: Path) -> None:
    assert names(tree, recursive=True) == ["a.yaml", "b.yml", "c.json", "sub/d.yaml", "sub/deep/e.yaml"]


def test_a_named_file_is_taken_whatever_its_suffix(tree: Path) -> None:
    named = [str(tree / "README.md"), "-"]
    assert list(find_manifests(named)) == named


def test_a_link_to_a_folder_above_ends_the_walk(tree: Path) -> None:
    (tree / "sub" / "loop").symlink_to(tree)
    (tree / "other").symlink_to(tree / "sub" / "deep")
    assert names(tree, recursive=True) == [
        "a.yaml",
        "b.yml",
        "c.json",
        "other/e.yaml",
        "sub/d.yaml",
        "sub/deep/e.yaml",
    ]


def test_what_is_to_be_skipped_is_not_entered(tree: Path) -> None:
    found = find_manifests([str(tree)], recursive=True, skip=lambda path: path.endswith(("sub", "a.yaml")))
    assert [os.path.relpath(path, tree) for path in found] == ["b.yml", "c.json"]


def test_a_missing_path_is_an_error_unless_the_caller_goes_on(tree: Path) -> None:
    with pytest.raises(SourceError, match="no such file or directory"):
        list(find_manifests([str(tree / "none")]))
    faults: list[SourceError] = []
    found = list(find_manifests([str(tree / "none"), str(tree / "a.yaml")], on_error=faults.append))
    assert found == [str(tree / "a.yaml")]
    assert [str(fault.place) for fault in faults] == [str(tree / "none")]


def test_a_folder_that_cannot_be_listed_is_an_error(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("meshctl.manifests.discovery.os.scandir", refuse)
    with pytest.raises(SourceError, match="cannot be listed: permission denied"):
        list(find_manifests([str(tree)]))


def test_a_pipe_is_taken_as_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert list(find_manifests([str(tmp_path / "pipe")])) == [str(tmp_path / "pipe")]
