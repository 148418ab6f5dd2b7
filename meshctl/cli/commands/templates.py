"""`meshctl templates`: what the injection templates are, and a check of your own."""

from __future__ import annotations

from typing import Annotated

import typer

from meshctl.cli import options

app = typer.Typer(
    name="templates",
    help="List, show and check injection templates.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Family = Annotated[str, typer.Option("--family", help="Mesh family.")]


@app.command("list")
def list_templates(family: Family = "istio") -> None:
    """List the built-in templates with their first line."""
    from meshctl.cli.injection.template_tools import list_built_in

    list_built_in(family)


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(help="Name of a built-in template.")],
    family: Family = "istio",
    partials: Annotated[bool, typer.Option("--partials", help="Also show the pieces it shares with others.")] = False,
) -> None:
    """Print a built-in template, as a start for your own."""
    from meshctl.cli.injection.template_tools import show_built_in

    show_built_in(family, name, partials=partials)


@app.command("check")
def check(
    file: Annotated[str, typer.Argument(help="Injector ConfigMap, its config document, or a bare template.")],
    filename: Annotated[
        str | None, typer.Option("-f", "--filename", help="Manifest whose first workload is the sample.")
    ] = None,
    values_file: options.ValuesFile = None,
    mesh_config_file: options.MeshConfigFile = None,
    show_sample: Annotated[bool, typer.Option("--show", help="Print what each template renders to.")] = False,
) -> None:
    """Check templates: syntax with line and column, unknown functions and fields, and a rendered sample."""
    from meshctl.cli.injection.template_tools import CheckOptions, check_templates

    code = check_templates(
        CheckOptions(
            file=file, sample=filename, values_file=values_file, mesh_config_file=mesh_config_file, show=show_sample
        )
    )
    if code:
        raise typer.Exit(code)
