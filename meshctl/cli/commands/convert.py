"""`meshctl convert`: routing rules of 2017 and 2018 as the kinds of today."""

from __future__ import annotations

from typing import Annotated

import typer

from meshctl.cli import options


def convert(
    filename: options.Filenames = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", help="File to write, at once or not at all. Default: standard output."),
    ] = None,
    recursive: options.Recursive = False,
    namespace: Annotated[
        str, typer.Option("-n", "--namespace", help="Namespace of documents that name none.")
    ] = "default",
    carry_all: Annotated[
        bool,
        typer.Option(
            "--carry-all",
            help="Carry what Istio's converter left out: labels of callers, TCP conditions, plain policies.",
        ),
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if something could not be carried.")] = False,
) -> None:
    """Convert legacy routing kinds (config.istio.io/v1alpha2, and old Ingresses) to today's.

    RouteRules and DestinationPolicies of one host become one VirtualService and one DestinationRule, so give all files
    of a mesh at once. Everything else passes through as it was written; the new objects follow it. Standard error tells
    what could not be carried.
    """
    from meshctl.cli.conversion.command import ConvertOptions, run_convert

    code = run_convert(
        ConvertOptions(
            filenames=tuple(filename or ()),
            recursive=recursive,
            output=output,
            namespace=namespace,
            carry_all=carry_all,
            strict=strict,
        )
    )
    if code:
        raise typer.Exit(code)
