"""`meshctl rules`: the list of lint rules, and the manual page of each."""

from __future__ import annotations

from typing import Annotated

import typer


def rules(
    name: Annotated[
        str | None, typer.Argument(help="Code (IST0118), rule (service/unclear-port-protocol) or its last part.")
    ] = None,
) -> None:
    """List the lint rules, or show the manual page of one: what, why, example, how to fix, source."""
    from meshctl.analyze.catalogue import find_message, find_pages, pages
    from meshctl.errors import UsageError

    if name is None:
        for page in pages():
            mark = " (optional)" if page.meta.optional else ""
            typer.echo(f"{page.slug}{mark}\n    {', '.join(page.meta.codes)}: {page.title}")
        return
    found = find_pages(name)
    if found:
        typer.echo("\n".join(page.markdown for page in found), nl=False)
        return
    message = find_message(name)
    if message is None:
        raise UsageError(f"no rule or code {name}", remedy="`meshctl rules` lists them")
    notes = {
        "retired": "Retired by Istio; no rule gives it any more.",
        "other-command": "Given by Istio's installation checks only, not by analysis of manifests.",
        "unused": "Defined by Istio without a check that gives it.",
    }
    typer.echo(
        f"# {message.code} {message.name} ({message.severity.value})\n\n{notes.get(message.status, message.help)}"
    )
