"""Items that change lists, or their place in one, keep the text their author gave them."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING, Any, NamedTuple

from meshctl.manifests.splicing.alignment import fingerprint, item_name

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue
    from meshctl.manifests.splicing.layout import Entry


class Moved(NamedTuple):
    """An item that is taken out of its list, and where it lay."""

    item: Any
    entry: Entry


class MovedItems:
    """Items taken out of the lists of one mapping, to be put into another of its lists (a native sidecar, say)."""

    __slots__ = ("_by_content", "_by_name", "_taken")

    def __init__(self) -> None:
        self._by_content: dict[str, deque[Moved]] = defaultdict(deque)
        self._by_name: dict[str, deque[Moved]] = defaultdict(deque)
        self._taken: set[int] = set()

    def offer(self, item: Any, entry: Entry) -> None:
        """Remember an item that is taken out."""
        moved = Moved(item, entry)
        self._by_content[fingerprint(item)].append(moved)
        name = item_name(item)
        if name is not None:
            self._by_name[name].append(moved)

    def take(self, wanted: JSONValue) -> Moved | None:
        """The item that equals the wanted one, or else a mapping of its name; each is given away once."""
        if not self._by_content:
            return None
        return self._first(self._by_content.get(fingerprint(wanted))) or self._first(
            self._by_name.get(item_name(wanted) or "")
        )

    def _first(self, queue: deque[Moved] | None) -> Moved | None:
        while queue:
            moved = queue.popleft()
            if moved.entry.start not in self._taken:
                self._taken.add(moved.entry.start)
                return moved
        return None
