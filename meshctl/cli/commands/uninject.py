"""`meshctl uninject`: your manifests without the sidecar."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from meshctl.cli import options

Report = Literal["warnings", "text", "json", "linkerd", "none"]


def uninject(  # noqa: PLR0913, PLR0917  one parameter a flag
    filename: options.Filenames = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", help="File to write, at once or not at all. Default: standard output."),
    ] = None,
    recursive: options.Recursive = False,
    in_place: Annotated[bool, typer.Option("--in-place", help="Write every file back.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 and name the files a run would change.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what would change as a unified diff, write nothing.")
    ] = False,
    family: Annotated[
        list[str] | None,
        typer.Option("--family", help="Without a record, remove this family's sidecar only; repeatable. Default: all."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Remove by names where injected fields were edited since.")
    ] = False,
    report: Annotated[
        Report, typer.Option("--report", help="What standard error tells: what could not be restored, or all.")
    ] = "warnings",
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Leave documents that fail as they are and go on.")
    ] = False,
) -> None:
    """Take the mesh sidecar out of manifests again.

    What kube-inject recorded (--record, or --in-place) comes back to the letter; it refuses, with a diff, where what
    was injected has been edited since. Files that istioctl or linkerd injected lose what is provably theirs, and you
    are told what could not be restored.
    """
    from meshctl.cli.injection.command import Output
    from meshctl.cli.injection.uninjecting import UninjectOptions, run_uninject

    code = run_uninject(
        UninjectOptions(
            filenames=tuple(filename or ()),
            recursive=recursive,
            families=tuple(family or ()),
            force=force,
            keep_going=keep_going,
            output=Output(file=output, in_place=in_place, check=check, diff=diff, report=report),
        )
    )
    if code:
        raise typer.Exit(code)
