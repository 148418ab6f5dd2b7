"""Whole processes: what a person or a hook waits for, held against the bare start of the command line library."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.measure import Row, interleaved, print_table, process

EXAMPLE = "examples/my-websites.yaml"
MANY_FILES = 200
STREAM_BYTES = 50_000_000


def run(_root: Path | None = None) -> None:
    """Print start-up, many files, and the peak memory of a long stream."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _start_up(folder)
        _long_stream(folder)


def _start_up(folder: Path) -> None:
    text = Path(EXAMPLE).read_text("utf-8")
    many = folder / "many"
    many.mkdir()
    for number in range(MANY_FILES):
        (many / f"website-{number:03}.yaml").write_text(text.replace("website", f"site{number}"), "utf-8")
    inject = ("-m", "meshctl", "kube-inject", "-o", "/dev/null")
    medians = interleaved(
        {
            "typer": process("-c", "import typer"),
            "kube-inject, one file": process(*inject, "-f", EXAMPLE),
            "explain, one file": process("-m", "meshctl", "explain", "-f", EXAMPLE),
            f"kube-inject, {MANY_FILES} files": process(*inject, "-f", str(many)),
            "meshctl --help": process("-m", "meshctl", "--help"),
        },
        rounds=7,
    )
    baseline = medians.pop("typer")
    aims = {"kube-inject, one file": "under 2.5 times"}
    rows = [Row(name=name, seconds=value, baseline=baseline, aim=aims.get(name, "")) for name, value in medians.items()]
    head = Row(name="python -c 'import typer'", seconds=baseline, baseline=baseline)
    print_table("whole processes", "import typer", [head, *rows])


def _long_stream(folder: Path) -> None:
    document = "".join(path.read_text("utf-8") + "---\n" for path in sorted(Path("examples").glob("*.yaml")))
    path = folder / "stream.yaml"
    path.write_text(document * (STREAM_BYTES // len(document)), "utf-8")
    size = path.stat().st_size
    subprocess.run(
        [sys.executable, "-m", "meshctl", "kube-inject", "-f", str(path), "-o", "/dev/null"],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(f"\npeak memory, stream of {size / 1e6:.0f} MB: {peak / 1e6:.0f} MB, {peak / size:.1f} times (aim: under 10)")
