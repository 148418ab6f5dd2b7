"""`meshctl explain`: why a workload is or is not injected, and where its settings came from."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from meshctl.cli import options


def explain(  # noqa: PLR0913, PLR0917  one parameter a flag
    filename: options.Filenames = None,
    recursive: options.Recursive = False,
    kind: Annotated[str | None, typer.Option("--kind", help="Only workloads of this kind.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="Only workloads of this name.")] = None,
    output: Annotated[Literal["text", "json"], typer.Option("-o", "--output", help="Form of the answer.")] = "text",
    family: options.Family = None,
    inject_config_file: options.InjectConfigFile = None,
    mesh_config_file: options.MeshConfigFile = None,
    values_file: options.ValuesFile = None,
    operator_file: options.OperatorFile = None,
    set_values: options.SetValues = None,
    set_mesh: options.SetMesh = None,
    revision: options.Revision = "default",
    native_sidecars: options.NativeSidecars = None,
    kubernetes_version: options.KubernetesVersion = None,
) -> None:
    """Explain why a workload is injected or not.

    Tells rule by rule what was asked, what was found and where it stands, and for an injected workload where image,
    resources, ports and probes came from.
    """
    from meshctl.cli.injection.explaining import ExplainOptions, run_explain
    from meshctl.cli.injection.project import project_family
    from meshctl.offline.configuration import ConfigOptions

    configuration = ConfigOptions(
        family=family or project_family(),
        inject_config_file=inject_config_file,
        mesh_config_file=mesh_config_file,
        values_file=values_file,
        operator_file=operator_file,
        set_values=tuple(set_values or ()),
        set_mesh=tuple(set_mesh or ()),
        revision="" if revision == "default" else revision,
        native_sidecars=native_sidecars,
        kubernetes_version=kubernetes_version,
    )
    wanted = ExplainOptions(
        filenames=tuple(filename or ()),
        recursive=recursive,
        kind=kind,
        name=name,
        output=output,
        configuration=configuration,
    )
    code = run_explain(wanted)
    if code:
        raise typer.Exit(code)
