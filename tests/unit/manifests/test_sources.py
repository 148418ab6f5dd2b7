from __future__ import annotations

import io
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from meshctl.errors import LimitError, ManifestError, SourceError
from meshctl.manifests.sources import Source, read_source, write_atomic
from meshctl.yamlio.limits import Limits

if TYPE_CHECKING:
    from pathlib import Path


def written(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return str(path)


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    path = written(tmp_path / "a.yaml", "\ufeffa: é\r\nb: 1\r\n".encode())
    source = read_source(path)
    assert source == Source(name=path, text="\ufeffa: é\r\nb: 1\r\n")
    assert source.newline == "\r\n"


def test_the_line_break_of_a_text_without_any_is_a_line_feed() -> None:
    assert Source(name="x", text="a: 1").newline == "\n"


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a: 1\n")))
    assert read_source("-") == Source(name="<stdin>", text="a: 1\n")


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        ("a: 1\n".encode("utf-16"), "", "encoded as UTF-16, expected UTF-8"),
        ("a: 1\n".encode("utf-32"), "", "encoded as UTF-32, expected UTF-8"),
        (b"a: 1\nb: \xe9t\xe9\n", ":2:4", "the byte 0xe9 is not UTF-8 text"),
        (b"a: 1\nbc\0\1\2", ":2:3", "a zero byte: this is a binary file"),
        (b"\x7fELF\x02\x01\x01\0\0\xff", ":1:10", "the byte 0xff is not UTF-8 text"),
    ],
)
def test_what_is_no_utf_8_text_is_refused(tmp_path: Path, data: bytes, place: str, words: str) -> None:
    path = written(tmp_path / "a.yaml", data)
    with pytest.raises(ManifestError, match=words) as caught:
        read_source(path)
    assert str(caught.value.place) == path + place
    assert caught.value.remedy


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.yaml", b"a" * 1001)
    assert len(read_source(path, limits=Limits(source_bytes=1001)).text) == 1001
    with pytest.raises(LimitError, match="larger than"):
        read_source(path, limits=Limits(source_bytes=1000))


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file") as caught:
        read_source(str(tmp_path / "none.yaml"))
    assert caught.value.place is not None
    with pytest.raises(SourceError, match="give a file, or a folder with -R"):
        read_source(str(tmp_path))


def test_an_existing_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("old")
    path.chmod(0o640)
    write_atomic(str(path), "new\r\né\n")
    assert path.read_bytes() == "new\r\né\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_file_gets_the_usual_mode(tmp_path: Path) -> None:
    write_atomic(str(tmp_path / "a.yaml"), "x")
    (tmp_path / "b.yaml").write_text("x")
    assert (tmp_path / "a.yaml").stat().st_mode == (tmp_path / "b.yaml").stat().st_mode


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text("old")
    (tmp_path / "link.yaml").symlink_to("real.yaml")
    write_atomic(str(tmp_path / "link.yaml"), "new")
    assert (tmp_path / "link.yaml").is_symlink()
    assert (tmp_path / "real.yaml").read_text() == "new"


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("meshctl.manifests.sources.os.fsync", full)
    with pytest.raises(SourceError, match="cannot be written: no space left on device"):
        write_atomic(str(path), "new")
    assert [(entry.name, entry.read_text()) for entry in tmp_path.iterdir()] == [("a.yaml", "old")]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be written"):
        write_atomic(str(tmp_path / "none" / "a.yaml"), "x")
