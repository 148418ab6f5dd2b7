"""Which codes and rules a list of selectors names.

A selector is a code (`IST0118`), the beginning of codes (`MSH`, `IST01`), a rule (`service/unclear-port-protocol`), a
subject (`service`) or `ALL`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshctl.analyze.settings import LintSettings

EVERYTHING = "ALL"


def names(selector: str, code: str, slug: str) -> bool:
    """Whether one selector covers a code given by a rule."""
    wanted = selector.strip()
    if wanted in (EVERYTHING, "*", slug, code):
        return True
    return slug.startswith(f"{wanted}/") or (wanted[:3] in ("IST", "MSH") and code.startswith(wanted))


def named(selectors: Iterable[str], code: str, slug: str) -> bool:
    """Whether any selector covers a code given by a rule."""
    return any(names(selector, code, slug) for selector in selectors)


def is_selected(settings: LintSettings, code: str, slug: str, *, optional: bool = False) -> bool:
    """Whether a run reports this code from this rule; optional rules need to be selected by name or by `ALL`."""
    if named(settings.ignore, code, slug):
        return False
    if settings.select:
        return named(settings.select, code, slug)
    return not optional
