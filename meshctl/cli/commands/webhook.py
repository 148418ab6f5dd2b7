"""`meshctl webhook`: the service's own commands, for people who have only one name in mind."""

from __future__ import annotations

import sys
from typing import Annotated, Final

import typer

# Everything behind the name is the service's: its options too, and --help.
CONTEXT: Final = {"ignore_unknown_options": True, "help_option_names": []}


def webhook(
    arguments: Annotated[
        list[str] | None, typer.Argument(help="run, cert or status with their options; --help shows them.")
    ] = None,
) -> None:
    """Run the admission webhook, or look at its certificate."""
    import subprocess
    from importlib.util import find_spec

    from meshctl.errors import UsageError

    # The service is a program of its own: the command line does not load what it needs.
    if find_spec("webhook") is None or find_spec("fastapi") is None:
        raise UsageError("the webhook is not installed", remedy="pip install 'kube-meshctl[webhook]'")
    done = subprocess.run([sys.executable, "-m", "webhook", *(arguments or ["--help"])], check=False)  # noqa: S603
    if done.returncode:
        raise typer.Exit(done.returncode)
