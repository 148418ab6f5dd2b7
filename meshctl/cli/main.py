"""The `meshctl` command: mounts the commands and turns errors into exits.

A pre-commit hook pays for start-up at every commit: only the command that runs is imported and converted, and
everything but typer is imported inside the commands.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup
from typer.main import get_command

from meshctl.cli.exit_codes import ExitCode, exit_code
from meshctl.errors import MeshctlError
from meshctl.version import __version__

# Every command, in the order help shows them: its module in `meshctl.cli.commands`, which holds a function (or, for a
# group of sub-commands, a Typer app) called as the module is, or `app`.
COMMANDS: Final = {
    "kube-inject": "kube_inject",
    "uninject": "uninject",
    "explain": "explain",
    "coexist": "coexist",
    "lint": "lint",
    "rules": "rules",
    "convert": "convert",
    "templates": "templates",
    "iptables": "iptables",
    "webhook": "webhook",
}
# What other tools call them.
_ALIASES: Final = {"validate": "lint", "analyze": "lint"}
_PLAIN: Final[dict[str, Any]] = {
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}


class _Commands(TyperGroup):
    """The commands, each imported when it is asked for, under their own names and their aliases."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  the library's signature
        """The names help shows."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  the library's signature
        """The command of that name, None if there is none."""
        name = _ALIASES.get(cmd_name, cmd_name)
        if name not in self.commands and name in COMMANDS:
            self.commands[name] = _load(name)
        return self.commands.get(name)


def _load(name: str) -> Any:
    module = import_module(f"meshctl.cli.commands.{COMMANDS[name]}")
    if hasattr(module, "app"):
        return get_command(module.app)
    mounted = typer.Typer(**_PLAIN)
    mounted.command(name, context_settings=getattr(module, "CONTEXT", None))(getattr(module, COMMANDS[name]))
    return get_command(mounted)


app = typer.Typer(
    name="meshctl",
    cls=_Commands,
    help="Puts the mesh sidecar into pods and keeps mesh manifests right. Works on files, needs no cluster.",
    no_args_is_help=True,
    **_PLAIN,
)


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
    _open_missing_streams()
    try:
        return _invoke(sys.argv[1:])
    except typer.Exit as ended:
        return ended.exit_code
    except MeshctlError as fault:
        _complain(str(fault))
        return exit_code(fault)
    except (KeyboardInterrupt, typer.Abort):
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader went away (`| head`): nothing more to say, and nothing to flush at exit either.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123  must stay open until the interpreter ends
        return ExitCode.DONE
    except OSError as fault:  # of files it is an error of ours by now; what is left is standard output
        _complain(f"standard output cannot be written: {(fault.strerror or str(fault)).lower()}")
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123
        return ExitCode.INPUT
    except Exception as fault:  # noqa: BLE001  the last resort: a fault of ours is still one line
        return _translate(fault)


def _invoke(arguments: list[str]) -> int:
    """The status of the command, its exceptions as they are: the library's own runner hides a reader that went away."""
    command = get_command(app)
    with command.make_context("meshctl", arguments) as context:
        return int(command.invoke(context) or 0)


def _open_missing_streams() -> None:
    """Give a process that was started with closed streams (`>&-`) something to write to."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115, PTH123  must stay open until the interpreter ends


def _translate(fault: Exception) -> int:
    """Typer's own usage errors keep their text and status; anything else is a fault of ours."""
    show, status = getattr(fault, "show", None), getattr(fault, "exit_code", None)
    if callable(show) and isinstance(status, int):
        show()
        return status
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
