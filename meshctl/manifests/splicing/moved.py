"""Items that change lists, or their place in one, keep the text their author gave them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from meshctl.manifests.splicing.alignment import item_name
from meshctl.yamlio.values import same_value

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue
    from meshctl.manifests.splicing.layout import Entry


class Moved(NamedTuple):
    """An item that is taken out of its list, and where it lay."""

    item: Any
    entry: Entry


class MovedItems:
    """Items taken out of the lists of one mapping, to be put into another of its lists (a native sidecar, say)."""

    __slots__ = ("_items",)

    def __init__(self) -> None:
        self._items: list[Moved] = []

    def offer(self, item: Any, entry: Entry) -> None:
        """Remember an item that is taken out."""
        self._items.append(Moved(item, entry))

    def take(self, wanted: JSONValue) -> Moved | None:
        """The item that equals the wanted one, or else a mapping of its name; each is given away once."""
        name = item_name(wanted)
        found = next((moved for moved in self._items if same_value(moved.item, wanted)), None)
        if found is None and name is not None:
            found = next((moved for moved in self._items if item_name(moved.item) == name), None)
        if found is not None:
            self._items = [moved for moved in self._items if moved is not found]
        return found
