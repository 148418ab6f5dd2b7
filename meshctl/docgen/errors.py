"""Exit codes and the errors behind them."""

from __future__ import annotations

from typing import Final

from meshctl import errors
from meshctl.cli.exit_codes import ExitCode, exit_code

_MEANINGS: Final = {
    ExitCode.DONE: "done, nothing to report",
    ExitCode.FINDINGS: "findings at or above the threshold; `--check` found a difference; a template is wrong",
    ExitCode.USAGE: "wrong usage: flags or arguments that do not go together",
    ExitCode.INPUT: "input could not be read or parsed",
    ExitCode.INJECTION: "injection failed: template, annotation, configuration; or the cluster did not answer",
    ExitCode.INTERNAL: "a fault of ours: one line, where to report it; `--debug` shows the traceback",
    ExitCode.INTERRUPTED: "interrupted",
}


def page() -> str:
    """Two tables: what each exit status means, and which error leads to which."""
    lines = ["# Exit codes", "", "| code | meaning |", "|---|---|"]
    lines += [f"| {int(code)} | {meaning} |" for code, meaning in _MEANINGS.items()]
    lines += ["", "## Errors of the library", "", "| class | what it means | exit code |", "|---|---|---|"]
    for name, kind in vars(errors).items():
        if isinstance(kind, type) and issubclass(kind, errors.MeshctlError):
            first_line = (kind.__doc__ or "").splitlines()[0].rstrip(".")
            lines.append(f"| `{name}` | {first_line} | {int(exit_code(kind('')))} |")
    return "\n".join(lines) + "\n"
