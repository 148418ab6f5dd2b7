"""The catalogue of lint rules: an index and a page a rule, each the rule's own docstring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.catalogue import pages as rule_pages

if TYPE_CHECKING:
    from collections.abc import Iterator


def pages() -> Iterator[tuple[str, str]]:
    """Path below `docs/reference` and text of the index and of every rule's page."""
    found = list(rule_pages())
    lines = ["# Lint rules", "", "`meshctl rules NAME` shows the same pages.", "", "| rule | codes | what it finds |"]
    lines.append("|---|---|---|")
    for page in found:
        optional = " (optional)" if page.meta.optional else ""
        lines.append(f"| [{page.slug}]({page.slug}.md){optional} | {', '.join(page.meta.codes)} | {page.title} |")
    yield "rules/README.md", "\n".join(lines) + "\n"
    for page in found:
        yield f"rules/{page.slug}.md", page.markdown
