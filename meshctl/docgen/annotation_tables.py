"""Annotation and label tables, one page a family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.mesh.envoy import annotations as envoy
from meshctl.mesh.istio.annotations import ANNOTATIONS, LABELS
from meshctl.mesh.linkerd import annotations as linkerd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshctl.mesh.annotation import Annotation


def istio_page() -> str:
    """Istio's annotations and labels as two tables."""
    return (
        "# Istio annotations and labels\n\nWhat meshctl reads, checks and knows. Values without a check are taken as "
        "they are.\n\n" + table("Annotations", ANNOTATIONS.values()) + "\n" + table("Labels", LABELS.values())
    )


def linkerd_page() -> str:
    """Linkerd's annotations and labels as two tables."""
    return (
        "# Linkerd annotations and labels\n\nWhat `--family linkerd` reads. A value that does not fit is ignored, as "
        "Linkerd does. What may stand on a Namespace is inherited by its pods in the webhook. Besides, "
        f"`{linkerd.TRACE_ATTRIBUTE_PREFIX}<name>` on a pod sets an attribute of its traces.\n\n"
        + table("Annotations", linkerd.ANNOTATIONS.values())
        + "\n"
        + table("Labels", linkerd.LABELS.values())
    )


def envoy_page() -> str:
    """The annotations of standalone Envoy sidecars as two tables."""
    return (
        "# Envoy annotations and labels\n\nWhat `--family envoy` reads from a pod. Each is laid over the value of the "
        "same purpose; one that does not fit fails the injection, with all that is wrong named at once.\n\n"
        + table("Annotations", envoy.ANNOTATIONS.values())
        + "\n"
        + table("Labels", envoy.LABELS.values())
    )


def table(title: str, rows: Iterable[Annotation]) -> str:
    """One table, sorted by name."""
    lines = [f"## {title}", "", "| name | on | value | default | effect |", "|---|---|---|---|---|"]
    lines += [
        f"| `{row.name}` | {', '.join(row.on)} | {_cell(row.value)} | {_cell(row.default)} | {_effect(row)} |"
        for row in sorted(rows, key=lambda row: row.name)
    ]
    return "\n".join(lines) + "\n"


def _effect(row: Annotation) -> str:
    if not row.deprecated:
        return _cell(row.summary)
    instead = f", use `{row.replacement}`" if row.replacement else ""
    return f"{_cell(row.summary)} (deprecated{instead})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
