"""What each exit status of `meshctl` means."""

from __future__ import annotations

from enum import IntEnum

from meshctl.errors import ClusterError, InjectionError, InputError, MeshctlError, UsageError


class ExitCode(IntEnum):
    """Exit statuses; 2 is what typer itself answers to wrong usage."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    INPUT = 3
    INJECTION = 4
    INTERNAL = 70
    INTERRUPTED = 130


_BY_ERROR: tuple[tuple[type[MeshctlError], ExitCode], ...] = (
    (UsageError, ExitCode.USAGE),
    (InputError, ExitCode.INPUT),
    (InjectionError, ExitCode.INJECTION),
    (ClusterError, ExitCode.INJECTION),
)


def exit_code(fault: MeshctlError) -> ExitCode:
    """The exit status for a fault that a user can mend."""
    return next((code for kind, code in _BY_ERROR if isinstance(fault, kind)), ExitCode.INJECTION)
