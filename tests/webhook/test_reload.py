"""Files that change: mounted ConfigMaps, half-written sets, and configuration that does not parse."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from pathlib import Path

import pytest

from meshctl.errors import SettingsError, SourceError
from webhook.files import in_folder, write_set
from webhook.reload import Reloader
from webhook.telemetry import Telemetry


def parse(files: dict[str, bytes]) -> dict[str, str]:
    values = {name: text.decode() for name, text in files.items()}
    if "bad" in values.values():
        raise SettingsError("bad is not good")
    if "crash" in values.values():
        raise ZeroDivisionError
    return values


@pytest.fixture
def telemetry() -> Telemetry:
    return Telemetry()


@pytest.fixture
def reloader(tmp_path: Path, telemetry: Telemetry) -> Reloader[dict[str, str]]:
    write_set(tmp_path, {"config": b"good", "values": b"one"})
    return Reloader("configuration", in_folder(tmp_path, ["config", "values"], ["mesh"]), parse, telemetry)


def test_set_is_taken_over_whole(reloader: Reloader[dict[str, str]], tmp_path: Path) -> None:
    assert reloader.load()
    assert reloader.current is not None
    assert reloader.current.value == {"config": "good", "values": "one"}
    write_set(tmp_path, {"config": b"good", "values": b"two", "mesh": b"m"})
    assert reloader.changed
    assert reloader.load()
    assert (reloader.current.number, reloader.current.value["values"], reloader.current.value["mesh"]) == (
        2,
        "two",
        "m",
    )


@pytest.mark.parametrize("content", [b"bad", b"crash"])
def test_set_that_does_not_parse_keeps_the_old_one_with_metric_and_log(
    reloader: Reloader[dict[str, str]],
    tmp_path: Path,
    telemetry: Telemetry,
    caplog: pytest.LogCaptureFixture,
    content: bytes,
) -> None:
    reloader.load()
    write_set(tmp_path, {"config": content, "values": b"two"})
    with caplog.at_level(logging.ERROR):
        assert not reloader.load()
    assert reloader.current is not None
    assert reloader.current.value["values"] == "one"
    assert reloader.fault
    text = telemetry.exposition().decode()
    assert 'meshctl_webhook_reloads_total{result="refused",what="configuration"} 1.0' in text
    assert 'meshctl_webhook_generation{what="configuration"} 1.0' in text
    assert "generation 1 goes on serving" in caplog.text


def test_missing_file_keeps_the_old_set(reloader: Reloader[dict[str, str]], tmp_path: Path) -> None:
    reloader.load()
    (tmp_path / "config").unlink()
    assert reloader.changed
    assert not reloader.load()
    assert "there is no such file" in reloader.fault
    assert reloader.current is not None


def test_refused_set_is_not_tried_again_until_it_changes(reloader: Reloader[dict[str, str]], tmp_path: Path) -> None:
    write_set(tmp_path, {"config": b"bad", "values": b"two"})
    assert not reloader.load()
    assert not reloader.changed
    write_set(tmp_path, {"config": b"good", "values": b"two"})
    assert reloader.changed


def test_watch_follows_a_symlink_swap(reloader: Reloader[dict[str, str]], tmp_path: Path) -> None:
    async def swap() -> None:
        reloader.load()
        watch = asyncio.create_task(reloader.watch(0.01))
        write_set(tmp_path, {"config": b"good", "values": b"new"})
        for _ in range(500):
            await asyncio.sleep(0.01)
            if reloader.current and reloader.current.number == 2:
                break
        watch.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watch

    asyncio.run(swap())
    assert reloader.current is not None
    assert reloader.current.value["values"] == "new"


def test_set_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_set(tmp_path, {"config": b"old", "values": b"old"})
    read = Path.read_bytes

    def read_and_swap(path: Path) -> bytes:
        content = read(path)
        monkeypatch.setattr(Path, "read_bytes", read)
        write_set(tmp_path, {"config": b"new", "values": b"new"})
        return content

    monkeypatch.setattr(Path, "read_bytes", read_and_swap)
    with pytest.raises(SourceError, match="changed while"):
        in_folder(tmp_path, ["config", "values"]).read()


def test_written_set_leaves_one_generation_behind(tmp_path: Path) -> None:
    for number in range(3):
        write_set(tmp_path, {"tls.crt": str(number).encode()})
    assert (tmp_path / "tls.crt").read_bytes() == b"2"
    assert len(list(tmp_path.glob("..set-*"))) == 1
