"""What `kube-inject` does once its flags are read: gather, inject, deliver, report."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.cli.exit_codes import ExitCode, exit_code
from meshctl.cli.injection import delivery
from meshctl.cli.injection.progress import with_progress
from meshctl.errors import MeshctlError, UsageError
from meshctl.manifests.discovery import find_manifests
from meshctl.manifests.sources import STDIN, Source, read_source
from meshctl.manifests.urls import is_url
from meshctl.offline.families import load_family_settings
from meshctl.offline.session import SourceRun, run_source
from meshctl.offline.survey import survey
from meshctl.report import injection as reports

if TYPE_CHECKING:
    from meshctl.injection.family import Settings
    from meshctl.offline.configuration import ConfigOptions

_WRITTEN = ("injected", "annotated", "uninjected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Where results go and what is told about them."""

    file: str | None = None
    in_place: bool = False
    check: bool = False
    diff: bool = False
    patch: str | None = None
    report: str = "warnings"
    record: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectOptions:
    """The whole command line of `kube-inject`."""

    filenames: tuple[str, ...]
    recursive: bool
    keep_going: bool
    configuration: ConfigOptions
    output: Output


def run_kube_inject(options: InjectOptions) -> int:
    """Inject and deliver; the exit status.

    Raises:
        MeshctlError: a fault in flags, configuration or (without `keep_going`) in any document; nothing was written
        then.
    """
    check_output(options.output, options.filenames)
    paths = gather(options.filenames, recursive=options.recursive)
    settings = load_family_settings(options.configuration)
    runs = inject_all(
        paths,
        settings,
        keep_going=options.keep_going,
        keep_results=options.output.patch is not None,
        record=options.output.record,
    )
    status = deliver(runs, options.output)
    tell(runs, options.output.report)
    faults = [fault for run in runs for fault in run.faults]
    return exit_code(faults[0]) if faults else status


def gather(filenames: tuple[str, ...], *, recursive: bool) -> list[str]:
    """The files to read, folders opened.

    Raises:
        UsageError: none was named.
        SourceError: one does not exist.
    """
    if not filenames:
        raise UsageError("filename not specified (see --filename or -f)")
    if filenames.count(STDIN) > 1:
        raise UsageError("standard input can be read only once", remedy="give -f - one time")
    for name in filenames:
        if is_url(name):
            raise UsageError(f"{name}: URLs are not read", remedy=f"curl -fsSL {name} | meshctl ... -f -")
    return list(find_manifests(filenames, recursive=recursive))


def inject_all(
    paths: list[str],
    settings: Settings,
    *,
    keep_going: bool = False,
    keep_results: bool = False,
    record: bool = False,
) -> list[SourceRun]:
    """Every file through the engine.

    Raises:
        MeshctlError: the first fault, unless `keep_going` collects them.
    """
    sources, settings = survey(paths, settings)

    def _run(source: Source) -> SourceRun:
        return run_source(source, settings, keep_going=keep_going, keep_results=keep_results, record=record)

    runs: list[SourceRun] = []
    for path in with_progress(paths, "files"):
        try:
            runs.append(_run(sources.get(path) or read_source(path)))
        except MeshctlError as fault:
            if not keep_going:
                raise
            runs.append(SourceRun.failed(path, fault))
    return runs


def check_output(output: Output, filenames: tuple[str, ...]) -> None:
    """Nothing, where the flags that say what to write go together.

    Raises:
        UsageError: they do not.
    """
    modes = {
        "--output": output.file is not None,
        "--in-place": output.in_place,
        "--check": output.check,
        "--diff": output.diff,
    }
    chosen = [name for name, on in modes.items() if on]
    if len(chosen) > 1 and set(chosen) != {"--check", "--diff"}:
        raise UsageError(f"{' and '.join(chosen)} do not go together", remedy="choose one")
    if output.in_place and STDIN in filenames:
        raise UsageError("standard input cannot be written in place", remedy="name a file, or leave --in-place out")
    other = next((name for name in chosen if name != "--output"), None)
    if output.patch and other is not None:
        raise UsageError(f"--patch and {other} do not go together", remedy="choose one")


def deliver(runs: list[SourceRun], output: Output) -> int:
    """Write what was asked for; the exit status.

    Raises:
        SourceError: a file cannot be written.
    """
    changed = [run for run in runs if run.changed]
    if output.diff:
        delivery.write_diff(changed, sys.stdout)
    if output.check:
        for run in changed:
            sys.stderr.write(f"{run.source.name}: would change ({_summary(run)})\n")
        return ExitCode.FINDINGS if changed else ExitCode.DONE
    if output.diff:
        return ExitCode.DONE
    if output.patch is not None:
        from meshctl.cli.injection.patches import write_patches

        write_patches(runs, output.patch, output.file)
    elif output.in_place:
        delivery.write_in_place(changed)
    else:
        delivery.write_stream(runs, output.file)
    return ExitCode.DONE


def _summary(run: SourceRun) -> str:
    names = [f"{outcome.kind} {outcome.identity}" for outcome in run.outcomes if outcome.status in _WRITTEN]
    return ", ".join(names)


def tell(runs: list[SourceRun], form: str) -> None:
    """What standard error tells; with `json` it is one object and nothing else."""
    outcomes = [outcome for run in runs for outcome in run.outcomes]
    notes = [note for run in runs for note in run.notes]
    errors = [str(fault) for run in runs for fault in run.faults]
    if form == "json":
        reports.write_json(outcomes, sys.stderr, errors=errors, notes=notes)
        return
    sys.stderr.writelines(f"{note}\n" for note in notes)
    if form == "text":
        reports.write_text(outcomes, sys.stderr)
    elif form.startswith("linkerd"):
        from meshctl.report import linkerd

        linkerd.write_inject(outcomes, sys.stderr, verbose=form == "linkerd-verbose")
    elif form == "warnings":
        reports.write_warnings(outcomes, sys.stderr)
    sys.stderr.writelines(f"meshctl: error: {error}\n" for error in errors)
