"""What `uninject` does once its flags are read."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.cli.exit_codes import exit_code
from meshctl.cli.injection.command import check_output, deliver, gather, tell
from meshctl.errors import MeshctlError
from meshctl.injection.family import family
from meshctl.manifests.sources import read_source
from meshctl.offline.session import SourceRun
from meshctl.offline.uninject import uninject_source
from meshctl.report import linkerd

if TYPE_CHECKING:
    from meshctl.cli.injection.command import Output


@dataclass(frozen=True, slots=True, kw_only=True)
class UninjectOptions:
    """The whole command line of `uninject`."""

    filenames: tuple[str, ...]
    recursive: bool
    families: tuple[str, ...]
    force: bool
    keep_going: bool
    output: Output


def run_uninject(options: UninjectOptions) -> int:
    """Take sidecars away and deliver; the exit status.

    Raises:
        MeshctlError: a fault in flags or (without `keep_going`) in any document; nothing was written then.
    """
    check_output(options.output, options.filenames)
    for name in options.families:
        family(name)
    runs = [_run(path, options) for path in gather(options.filenames, recursive=options.recursive)]
    status = deliver(runs, options.output)
    if options.output.report == "linkerd":
        linkerd.write_uninject([outcome for run in runs for outcome in run.outcomes], sys.stderr)
    else:
        tell(runs, options.output.report)
    faults = [fault for run in runs for fault in run.faults]
    return exit_code(faults[0]) if faults else status


def _run(path: str, options: UninjectOptions) -> SourceRun:
    try:
        return uninject_source(
            read_source(path), families=options.families, force=options.force, keep_going=options.keep_going
        )
    except MeshctlError as fault:
        if not options.keep_going:
            raise
        return SourceRun.failed(path, fault)
