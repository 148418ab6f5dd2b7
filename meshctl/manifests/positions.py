"""Field path to the place in the text where that field stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.yamlio.nodes import Mapping, Root, Sequence
from meshctl.yamlio.positions import Position, Span, TextPart

if TYPE_CHECKING:
    from meshctl.k8s.types import FieldPath

__all__ = ["Position", "Span", "TextPart", "key_indices", "value_indices"]


def value_indices(root: Root, path: FieldPath) -> tuple[int, int]:
    """Start and end of the value at the path, or of its nearest existing ancestor."""
    value, found = root.value, (root.start, root.end)
    for step in path:
        mark = _mark(value, step)
        if mark is None:
            break
        found = (mark[-2], mark[-1])
        value = value[step]
    return found


def key_indices(root: Root, path: FieldPath) -> tuple[int, int]:
    """Start and end of the key of the last existing mapping entry on the way; of the document where there is none."""
    value, found = root.value, (root.start, root.end)
    for step in path:
        mark = _mark(value, step)
        if mark is None:
            break
        found = (mark[0], mark[1])  # of a list item, which has no key, this is the item itself
        value = value[step]
    return found


def _mark(value: object, step: str | int) -> tuple[int, ...] | None:
    if isinstance(value, Mapping) and isinstance(step, str):
        return value.marks.get(step)
    if isinstance(value, Sequence) and isinstance(step, int) and 0 <= step < len(value.marks):
        return value.marks[step]
    return None
