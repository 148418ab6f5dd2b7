from __future__ import annotations

import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple

import pytest

from meshctl.cli.main import main


class Done(NamedTuple):
    """A run that ended: its exit status and what it wrote."""

    code: int
    out: str
    err: str


Meshctl = Callable[..., Done]


@pytest.fixture
def meshctl(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Meshctl:
    """Runs `meshctl` in an empty folder: arguments, and `stdin` by keyword."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MESHCTL_CACHE", "off")
    monkeypatch.delenv("ENABLE_NATIVE_SIDECARS", raising=False)
    monkeypatch.delenv("MESHCTL_DEBUG", raising=False)

    def run(*arguments: str, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin.encode())))
        monkeypatch.setattr(sys, "argv", ["meshctl", *arguments])
        code = main()
        out, err = capsysbinary.readouterr()
        return Done(int(code), out.decode(), err.decode())

    return run
