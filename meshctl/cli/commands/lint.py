"""`meshctl lint`: the signature; the work is in `meshctl.cli.linting`."""

from __future__ import annotations

from typing import Annotated

import typer


def lint(  # noqa: PLR0913, PLR0917  one parameter a flag
    paths: Annotated[
        list[str] | None, typer.Argument(help="Files and folders to lint; - is standard input. Default: this folder.")
    ] = None,
    output_format: Annotated[
        list[str] | None,
        typer.Option("--format", "-o", help="Format on standard output: text, json, sarif, github, junit, gitlab."),
    ] = None,
    output: Annotated[
        list[str] | None, typer.Option("--output", help="Further report to a file, as FORMAT=FILE; repeatable.")
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", help="Only these codes, rules or subjects; ALL includes the optional ones."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", help="Not these codes, rules or subjects; repeatable.")
    ] = None,
    fail_on: Annotated[
        str | None, typer.Option("--fail-on", help="Exit with 1 from this severity on: error, warning, info or never.")
    ] = None,
    complete: Annotated[
        bool | None,
        typer.Option("--complete/--open", help="Whether the files are all there is: what is not found is wrong."),
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended, in place.")] = False,
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help="With --fix: also fixes that can change what the mesh does.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="With --fix: print the changes and write nothing.")] = False,
    namespace: Annotated[
        str | None, typer.Option("-n", "--namespace", help="Namespace of documents that name none. Default: default.")
    ] = None,
    istio_namespace: Annotated[
        str | None, typer.Option("-i", "--istioNamespace", "--istio-namespace", help="Namespace of the control plane.")
    ] = None,
    mesh_config_file: Annotated[
        str | None, typer.Option("--meshConfigFile", "--mesh-config-file", help="Mesh configuration, or its ConfigMap.")
    ] = None,
    mesh_networks_file: Annotated[
        str | None, typer.Option("--meshNetworksFile", "--mesh-networks-file", help="Mesh networks.")
    ] = None,
    cluster: Annotated[
        list[str] | None,
        typer.Option("--cluster", help="Files of one of several clusters, as NAME=PATH; repeatable."),
    ] = None,
    suppress: Annotated[
        list[str] | None,
        typer.Option("-S", "--suppress", help='Exception, as "IST0102=Namespace foo"; * is any text; repeatable.'),
    ] = None,
    baseline: Annotated[
        str | None, typer.Option("--baseline", help="File with known findings, which are not reported.")
    ] = None,
    write_baseline: Annotated[
        str | None, typer.Option("--write-baseline", help="Record all findings in this file, and exit with 0.")
    ] = None,
    root: Annotated[
        list[str] | None, typer.Option("--root", help="Folder that is read for context but not linted; repeatable.")
    ] = None,
    config: Annotated[
        str | None, typer.Option("--config", help="Configuration file. Default: .meshctl.yaml or pyproject.toml.")
    ] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Leave out what was skipped, and why.")] = False,
    colour: Annotated[str, typer.Option("--color", "--colour", help="auto, always or never.")] = "auto",
) -> int:
    """Check mesh manifests: schemas, Istio's own validation, and how resources fit together.

    Exit status: 0 nothing at or above the threshold (--fail-on, default warning), 1 findings, 3 something could not be
    read or parsed.
    """
    import atexit
    import gc

    # All that is loaded, modules and documents, lives until the end: collecting garbage among it, now or at exit, would
    # cost a tenth of a short run and a fifth of a long one, and free nothing.
    gc.disable()
    atexit.register(gc.freeze)
    from meshctl.cli.linting.command import Flags, run_lint
    from meshctl.cli.linting.configuration import load_configuration

    flags = Flags(
        paths=tuple(paths or ()),
        formats=tuple(output_format or ()),
        outputs=tuple(output or ()),
        select=tuple(select or ()),
        ignore=tuple(ignore or ()),
        fail_on=fail_on,
        complete=complete,
        fix=fix,
        unsafe_fixes=unsafe_fixes,
        diff=diff,
        namespace=namespace,
        istio_namespace=istio_namespace,
        mesh_config_file=mesh_config_file,
        mesh_networks_file=mesh_networks_file,
        clusters=tuple(cluster or ()),
        suppress=tuple(suppress or ()),
        baseline=baseline,
        write_baseline=write_baseline,
        roots=tuple(root or ()),
        quiet=quiet,
        colour=colour,
    )
    return run_lint(flags, load_configuration(config))
