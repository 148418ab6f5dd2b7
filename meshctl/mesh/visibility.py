"""Who sees a configuration: the meaning of exportTo.

Source: istio pkg/config/visibility and pkg/config/analysis/analyzers/util/exportto.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EVERYWHERE: Final = "*"
OWN_NAMESPACE: Final = "."
NOWHERE: Final = "~"

EXPORT_TO_ANNOTATION: Final = "networking.istio.io/exportTo"


def split_export_to(annotation: str | None) -> tuple[str, ...]:
    """The entries of a Service's exportTo annotation, blanks trimmed; none when it is absent or empty."""
    if not annotation or not annotation.strip():
        return ()
    return tuple(entry.strip() for entry in annotation.split(","))


def scopes(export_to: Sequence[str], namespace: str) -> tuple[str, ...]:
    """The namespaces that see a configuration of `namespace`: `*` alone for all, none for `~`.

    An absent list means all. The order of the list is kept, repeats are dropped.
    """
    if is_visible_everywhere(export_to):
        return (EVERYWHERE,)
    seen = (namespace if entry == OWN_NAMESPACE else entry for entry in export_to if entry != NOWHERE)
    return tuple(dict.fromkeys(seen))


def is_visible_everywhere(export_to: Sequence[str]) -> bool:
    """Whether every namespace sees it: no list, or one that has `*`."""
    return not export_to or EVERYWHERE in export_to


def is_visible(export_to: Sequence[str], namespace: str, viewer: str) -> bool:
    """Whether namespace `viewer` sees a configuration that stands in `namespace`."""
    return _holds(scopes(export_to, namespace), viewer)


def overlap(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two results of `scopes` have a namespace in common."""
    left, right = set(one), set(other)
    if not left or not right:
        return False
    return EVERYWHERE in left or EVERYWHERE in right or not left.isdisjoint(right)


def _holds(found: Sequence[str], viewer: str) -> bool:
    return EVERYWHERE in found or viewer in found
