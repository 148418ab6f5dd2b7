"""`meshctl coexist`: pods that two meshes would both inject."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from meshctl.cli import options


def coexist(
    filename: options.Filenames = None,
    recursive: options.Recursive = False,
    namespace: Annotated[
        str, typer.Option("-n", "--namespace", help="Namespace of manifests that do not name one.")
    ] = "default",
    output: Annotated[Literal["text", "json"], typer.Option("-o", "--output", help="Form of the answer.")] = "text",
) -> None:
    """Name the pods that more than one mesh would inject, and why.

    Looks at Namespaces and workloads together, by each mesh's own rules: selectors, labels, annotations, and proxies
    that are in a pod already. Exits with 1 if there is any such pod.
    """
    from meshctl.cli.injection.coexisting import run_coexist

    code = run_coexist(tuple(filename or ()), recursive=recursive, namespace=namespace, form=output)
    if code:
        raise typer.Exit(code)
