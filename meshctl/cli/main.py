"""The `meshctl` command: mounts the commands and turns errors into exits.

Everything but typer is imported inside the commands: a pre-commit hook pays for start-up at every commit.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from meshctl import __version__
from meshctl.cli.commands import explain, kube_inject, lint, rules, templates
from meshctl.cli.exit_codes import ExitCode, exit_code
from meshctl.errors import MeshctlError

# Names of other tools' commands. Not mounted: converting a command's flags costs every run some milliseconds.
_ALIASES = {"validate": "lint", "analyze": "lint"}


class _Commands(TyperGroup):
    """The commands, under their own names and their aliases."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name."""
        return super().get_command(ctx, _ALIASES.get(cmd_name, cmd_name))


app = typer.Typer(
    name="meshctl",
    cls=_Commands,
    help="Puts the mesh sidecar into pods and keeps mesh manifests right. Works on files, needs no cluster.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("kube-inject")(kube_inject.kube_inject)
app.command("explain")(explain.explain)
app.command("lint")(lint.lint)
app.command("rules")(rules.rules)
app.add_typer(templates.app, name="templates")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"meshctl {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a fault of ours.")] = False,
) -> None:
    """Puts the mesh sidecar into pods and keeps mesh manifests right. Works on files, needs no cluster."""
    del version
    if debug:
        os.environ["MESHCTL_DEBUG"] = "1"


def run() -> None:
    """Run the command line and exit: the entry point of the `meshctl` script."""
    sys.exit(main())


def main() -> int:
    """Run the command line and return the exit status; every fault becomes one line on standard error."""
    try:
        result = app(standalone_mode=False)
        return int(result or 0)
    except MeshctlError as fault:
        _complain(str(fault))
        return exit_code(fault)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader went away (`| head`): nothing more to say, and nothing to flush at exit either.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123  must stay open until the interpreter ends
        return ExitCode.DONE
    except Exception as fault:  # noqa: BLE001  the last resort: a fault of ours is still one line
        return _translate(fault)


def _translate(fault: Exception) -> int:
    """Typer's own usage errors keep their text and status; anything else is a fault of ours."""
    show, status = getattr(fault, "show", None), getattr(fault, "exit_code", None)
    if callable(show) and isinstance(status, int):
        show()
        return status
    if type(fault).__name__ == "Abort":
        return ExitCode.INTERRUPTED
    if os.environ.get("MESHCTL_DEBUG"):
        import traceback

        traceback.print_exc()
    _complain(
        f"internal error: {type(fault).__name__}: {fault}; this is a fault of meshctl, please report it with the input "
        "that caused it (--debug shows the traceback)"
    )
    return ExitCode.INTERNAL


def _complain(message: str) -> None:
    sys.stderr.write(f"meshctl: error: {message}\n")
