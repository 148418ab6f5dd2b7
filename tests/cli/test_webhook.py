"""`meshctl webhook` hands everything on to the service's own program."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("fastapi", reason="the extra `webhook` is not installed")


def test_options_and_status_are_those_of_the_service() -> None:
    command = [sys.executable, "-m", "meshctl", "webhook", "cert", "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Usage: python -m webhook cert" in shown

    refused = subprocess.run([*command[:-2], "nosuch"], capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "nosuch" in refused.stderr
