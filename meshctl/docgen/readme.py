"""Outputs shown in Markdown files, made by the command they name.

A block is fenced as `console` and begins with `$ COMMAND`; what follows is what the command prints. The commands run in
a copy of the examples, and long outputs are cut where the block says `...`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

_BLOCK: Final = re.compile(r"(```console\n)(.*?)(```)", re.DOTALL)
_ELLIPSIS: Final = "..."
_TIMEOUT_S: Final = 60


def refreshed(text: str, root: Path) -> str:
    """The text with every shown output made anew."""
    with tempfile.TemporaryDirectory() as folder:
        workplace = Path(folder)
        shutil.copytree(root / "examples", workplace / "examples")
        return _BLOCK.sub(lambda match: match[1] + _block(match[2], workplace) + match[3], text)


def _block(content: str, workplace: Path) -> str:
    """One block: each `$ command` line followed by its output, cut as the old one was."""
    commands = [line for line in content.splitlines() if line.startswith("$ ")]
    shown = re.split(r"^\$ .*\n", content, flags=re.MULTILINE)[1:]
    return "".join(
        f"{command}\n{_cut(_run(command[2:], workplace), old)}" for command, old in zip(commands, shown, strict=True)
    )


def _run(command: str, workplace: Path) -> str:
    """What a person sees who types the command: both streams."""
    words = re.sub(r"\bmeshctl (?=[a-z-])", f"{sys.executable} -m meshctl ", command)
    done = subprocess.run(  # noqa: S602  the commands stand in our own documents
        words,
        shell=True,
        executable="/bin/bash",
        cwd=workplace,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    return done.stdout


def _cut(output: str, old: str) -> str:
    """The output as far as the old one went, if that one ended in an ellipsis."""
    old_lines = old.splitlines()
    if not old_lines or old_lines[-1] != _ELLIPSIS:
        return output
    lines = output.splitlines()[: len(old_lines) - 1]
    return "\n".join([*lines, _ELLIPSIS]) + "\n"
