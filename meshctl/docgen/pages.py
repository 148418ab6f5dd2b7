"""Every generated page: its path below `docs/reference` and what writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from meshctl.docgen import annotation_tables, command_line, errors, redirect_flags, rules, templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# One entry a page, or a function that yields several (path, text) pairs.
PAGES: Final[dict[str, Callable[[], str]]] = {
    "command-line.md": command_line.page,
    "exit-codes.md": errors.page,
    "annotations-istio.md": annotation_tables.istio_page,
    "annotations-linkerd.md": annotation_tables.linkerd_page,
    "annotations-envoy.md": annotation_tables.envoy_page,
    "templates.md": templates.page,
    "redirect-flags.md": redirect_flags.page,
}


def all_pages() -> Iterator[tuple[str, str]]:
    """Path and text of every page, the rule catalogue's among them."""
    for path, write in PAGES.items():
        yield path, write()
    yield from rules.pages()
