"""The command line reference: every command's own help text."""

from __future__ import annotations

import os
from typing import Any, Final

WIDTH: Final = 100


def page() -> str:
    """Help of the program and of each command and sub-command, in the order they are mounted."""
    from typer.main import get_command

    from meshctl.cli.main import app

    # The help's width must not depend on the terminal it is generated in.
    os.environ["COLUMNS"] = str(WIDTH)
    parts = ["# Command line\n\nGenerated from the commands themselves; `meshctl COMMAND --help` shows the same.\n"]
    parts += _sections(get_command(app), ("meshctl",))
    return "\n".join(parts)


def _sections(command: Any, path: tuple[str, ...]) -> list[str]:
    title = " ".join(path)
    context = command.make_context(title, [], resilient_parsing=True, terminal_width=WIDTH)
    lines = [line.rstrip() for line in command.get_help(context).splitlines()]
    body = "\n".join(lines)
    sections = [f"## {title}\n\n```text\n{body}\n```\n"]
    if hasattr(command, "list_commands"):
        for name in command.list_commands(context):
            sections += _sections(command.get_command(context, name), (*path, name))
    return sections
