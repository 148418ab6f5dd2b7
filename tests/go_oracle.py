"""Asks the Go program in `tests/oracle` what Go and Kubernetes themselves would answer."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

SOURCES = Path(__file__).with_name("oracle")


def program(sources: Path = SOURCES) -> Path:
    """The program built from a Go module, afresh when a source has changed; the test is skipped where Go is missing."""
    go = shutil.which("go")
    if go is None:
        pytest.skip(f"needs Go to build {sources.relative_to(SOURCES.parent)}")
    digest = hashlib.sha256()
    for source in sorted([*sources.glob("*.go"), sources / "go.mod", sources / "go.sum"]):
        digest.update(source.read_bytes())
    built = Path(tempfile.gettempdir()) / f"meshctl-{sources.name}-{digest.hexdigest()[:16]}"
    if not built.exists():
        partial = built.with_suffix(".partial")
        subprocess.run([go, "build", "-o", partial, "."], cwd=sources, check=True)
        partial.rename(built)
    return built


def ask(requests: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers in the order of the requests: each has `ok` with a value, or `error` with a text."""
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    run = subprocess.run([program()], input=lines.encode(), capture_output=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]
