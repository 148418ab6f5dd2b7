"""Anchors of one document and what their aliases may add: shared by both builders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from meshctl.errors import LimitError, ManifestError

if TYPE_CHECKING:
    from meshctl.yamlio.limits import Limits
    from meshctl.yamlio.positions import TextPart

_OPEN: Final = object()


class Anchors:
    """Values by anchor name, latest definition last; every use is charged to the alias budget."""

    __slots__ = ("_costs", "_limits", "_part", "_spent", "_values")

    def __init__(self, part: TextPart, limits: Limits) -> None:
        self._part = part
        self._limits = limits
        self._values: dict[str, Any] = {}
        self._costs: dict[str, tuple[int, int]] = {}
        self._spent = 0

    def open(self, name: str) -> None:
        """Begin the definition of a collection: until it is closed, aliases to it would never end."""
        self._values[name] = _OPEN
        self._costs.pop(name, None)

    def define(self, name: str, value: object) -> None:
        """Bind the name; a later definition of the same name replaces it, as YAML says."""
        self._values[name] = value
        self._costs.pop(name, None)

    def use(self, name: str, depth: int, index: int) -> Any:
        """The value an alias at `index`, inside `depth` collections, stands for.

        Raises:
            ManifestError: no such anchor, or the alias stands inside its own anchor.
            LimitError: the expansion goes beyond depth or node budget.
        """
        if name not in self._values:
            raise ManifestError(
                f"alias *{name} has no anchor &{name} before it",
                place=self._part.place(index),
                remedy="define the anchor first, or quote the text if no alias is meant",
            )
        value = self._values[name]
        if value is _OPEN:
            raise ManifestError(
                f"alias *{name} stands inside its own anchor",
                place=self._part.place(index),
                remedy="write the content out",
            )
        self._charge(name, value, depth, index)
        return value

    def _charge(self, name: str, value: object, depth: int, index: int) -> None:
        cost = self._costs.get(name)
        if cost is None:
            cost = _measure(value, self._limits.alias_nodes - self._spent, self._limits.depth - depth)
            self._costs[name] = cost
        nodes, height = cost
        self._spent += nodes
        if self._spent > self._limits.alias_nodes:
            raise LimitError(
                f"aliases expand to more than {self._limits.alias_nodes} nodes",
                place=self._part.place(index),
                remedy="write the content out, or split the document",
            )
        if depth + height > self._limits.depth:
            raise too_deep(self._limits, self._part, index)


def too_deep(limits: Limits, part: TextPart, index: int) -> LimitError:
    """The error for nesting beyond the limit, met at `index`."""
    return LimitError(
        f"mappings and lists are nested deeper than {limits.depth} levels",
        place=part.place(index),
        remedy="no Kubernetes object is nested so deeply: check brackets and indentation",
    )


def _measure(value: object, node_budget: int, depth_budget: int) -> tuple[int, int]:
    """Expanded nodes and levels of a value; counting stops a little after either budget is spent."""
    if isinstance(value, dict):
        children = list(value.values())
    elif isinstance(value, list):
        children = value
    else:
        return 1, 0
    nodes, height = 1, 0
    for child in children if depth_budget > 0 else ():
        child_nodes, child_height = _measure(child, node_budget - nodes, depth_budget - 1)
        nodes += child_nodes
        height = max(height, child_height)
        if nodes > node_budget:
            break
    return nodes, height + 1
