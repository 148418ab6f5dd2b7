"""`meshctl` as a process among others: pipes, signals, full disks, closed streams, caches."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.samples import DEPLOYMENT, STREAM

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "meshctl", "kube-inject"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes and signals")


def _heed_interrupts() -> None:
    """A process started in the background of a script ignores interrupts, and so would its children."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache")}


def _file(folder: Path, text: str) -> str:
    path = folder / "a.yaml"
    path.write_text(text, "utf-8")
    return str(path)


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path, environment: dict[str, str]) -> None:
    many = "---\n".join([DEPLOYMENT] * 12)  # more than a pipe holds
    with subprocess.Popen(
        [*COMMAND, "-f", _file(tmp_path, many)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"# the shop\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_an_interrupt_ends_with_130_and_leaves_the_output_alone(tmp_path: Path, environment: dict[str, str]) -> None:
    source, output = tmp_path / "a.yaml", tmp_path / "out.yaml"
    os.mkfifo(source)
    output.write_text("old", "utf-8")
    pipe = os.open(source, os.O_RDWR)  # so that neither side waits for the other to open it
    os.write(pipe, DEPLOYMENT.encode())
    with subprocess.Popen(
        [*COMMAND, "-f", str(source), "-o", str(output)],
        env=environment,
        stderr=subprocess.PIPE,
        preexec_fn=_heed_interrupts,  # noqa: PLW1509  no threads here
    ) as run:
        while run.poll() is None and select.select([pipe], [], [], 0)[0]:
            time.sleep(0.01)  # until the command has read what there is and waits for more
        run.send_signal(signal.SIGINT)
        assert run.stderr is not None
        assert (run.wait(timeout=60), run.stderr.read()) == (130, b"")
    os.close(pipe)
    assert output.read_text("utf-8") == "old"
    assert sorted(path.name for path in tmp_path.glob("*.yaml")) == ["a.yaml", "out.yaml"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told_in_one_line(tmp_path: Path, environment: dict[str, str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "-f", _file(tmp_path, STREAM)], env=environment, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 3
    assert done.stderr == b"meshctl: error: standard output cannot be written: no space left on device\n"


def test_closed_streams_do_not_stop_work(tmp_path: Path, environment: dict[str, str]) -> None:
    output = tmp_path / "out.yaml"
    line = f'"{sys.executable}" -m meshctl kube-inject -f "{_file(tmp_path, STREAM)}" -o "{output}" >&- 2>&-'
    assert subprocess.run(["sh", "-c", line], env=environment, check=False).returncode == 0
    assert "istio-proxy" in output.read_text("utf-8")


def test_a_named_pipe_is_read_and_written(tmp_path: Path, environment: dict[str, str]) -> None:
    line = f'"{sys.executable}" -m meshctl kube-inject -f /dev/stdin -o /dev/stdout'
    done = subprocess.run(["sh", "-c", line], env=environment, input=STREAM.encode(), capture_output=True, check=False)
    assert done.returncode == 0
    assert done.stdout.endswith(STREAM.partition("---")[2].encode())
    assert list(tmp_path.glob("*.tmp")) == []


def test_compiled_templates_are_kept_for_the_user_alone(tmp_path: Path, environment: dict[str, str]) -> None:
    arguments = [*COMMAND, "-f", _file(tmp_path, STREAM)]
    first = subprocess.run(arguments, env=environment, capture_output=True, check=True).stdout
    folder = tmp_path / "cache" / "meshctl" / "templates"
    assert folder.stat().st_mode & 0o077 == 0
    [kept] = folder.iterdir()
    kept.write_bytes(b"not a template")
    assert subprocess.run(arguments, env=environment, capture_output=True, check=True).stdout == first
    folder.chmod(0o777)  # anybody may have put things there
    assert subprocess.run(arguments, env=environment, capture_output=True, check=True).stdout == first


@pytest.mark.parametrize("setting", [{"MESHCTL_CACHE": "off"}, {"XDG_CACHE_HOME": "/proc/1"}, {"HOME": "/none"}])
def test_without_a_usable_cache_everything_works(
    tmp_path: Path, environment: dict[str, str], setting: dict[str, str]
) -> None:
    done = subprocess.run(
        [*COMMAND, "-f", _file(tmp_path, STREAM)], env={**environment, **setting}, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert not ("MESHCTL_CACHE" in setting and (tmp_path / "cache").exists())


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_output_is_utf_8_whatever_the_locale(tmp_path: Path, environment: dict[str, str], locale: str) -> None:
    text = STREAM.replace("the shop", "der Läden")
    settings = {**environment, "LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([*COMMAND, "-f", _file(tmp_path, text)], env=settings, capture_output=True, check=True)
    assert done.stdout.decode("utf-8").startswith("# der Läden\n")


def test_an_error_message_with_any_character_can_be_shown(tmp_path: Path, environment: dict[str, str]) -> None:
    settings = {**environment, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    path = _file(tmp_path, "größe: 1\ngröße: 2\n")
    done = subprocess.run([*COMMAND, "-f", path], env=settings, capture_output=True, check=False)
    assert done.returncode == 3
    assert b"is given twice" in done.stderr


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell a process's peak memory")
def test_a_long_stream_is_not_kept_as_values(tmp_path: Path, environment: dict[str, str]) -> None:
    service = STREAM.partition("---\n")[2]
    path = _file(tmp_path, "---\n".join([service] * 60_000))
    size = Path(path).stat().st_size
    script = (
        "import pathlib, re, sys\nfrom meshctl.cli.main import main\nsys.argv = sys.argv[1:]\ncode = main()\n"
        # NB: ru_maxrss would be that of the test runner, from which this process was forked.
        "peak = re.search(r'VmHWM:\\s+(\\d+)', pathlib.Path('/proc/self/status').read_text())[1]\n"
        "print(int(peak) * 1024, file=sys.stderr)\nsys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "meshctl", "kube-inject", "-f", path], env=environment, capture_output=True,
        check=True,
    )  # fmt: skip
    assert done.stdout == Path(path).read_bytes()
    assert int(done.stderr) < 10 * size + 50 * 2**20
