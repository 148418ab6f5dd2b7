"""How a document indents its block collections, told from its own nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshctl.yamlio.emitter import KUBERNETES_STYLE, BlockStyle
from meshctl.yamlio.nodes import Mapping, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.manifests.splicing.layout import Layout


def block_style(layout: Layout, value: Any) -> BlockStyle:
    """The indentation of the first nested mapping and the first list below a key; Kubernetes's where there is none."""
    step: int | None = None
    offset: int | None = None
    for column, child, start in _nested(layout, value):
        inner = layout.column(layout.next_token(layout.after_properties(start)))
        if isinstance(child, Mapping):
            step = inner - column if step is None else step
        else:
            offset = inner - column if offset is None else offset
        if step is not None and offset is not None:
            break
    return BlockStyle(
        step=step if step is not None and step > 0 else KUBERNETES_STYLE.step,
        sequence_offset=offset if offset is not None and offset >= 0 else KUBERNETES_STYLE.sequence_offset,
    )


def sibling_offset(layout: Layout, node: Mapping) -> int | None:
    """The columns between the keys of this mapping and the dashes of a list below one of them, if there is one."""
    for column, child, start in _children(layout, node):
        if isinstance(child, Sequence):
            return layout.column(layout.next_token(layout.after_properties(start))) - column
    return None


def _nested(layout: Layout, value: Any) -> Iterator[tuple[int, Any, int]]:
    """Column of the key, collection and its start, for every block collection that is the value of a key."""
    if isinstance(value, Mapping):
        yield from _children(layout, value)
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for member in members:
        yield from _nested(layout, member)


def _children(layout: Layout, node: Mapping) -> Iterator[tuple[int, Any, int]]:
    if node.flow:
        return
    for key, mark in node.marks.items():
        child = node[key]
        if isinstance(child, (Mapping, Sequence)) and child and not child.flow and not layout.is_alias(mark[2]):
            yield layout.column(mark[0]), child, mark[2]
