"""The order of lists after a strategic merge.

Two sequences, each in its own order, are merged: items the patch names and items only the old list has. An old item
goes before a patch item that stood behind it in the old list; otherwise the patch item goes first.

Source: k8s.io/apimachinery/pkg/util/strategicpatch (element order), design proposal "preserve order in strategic
merge patch".
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeAlias

from meshctl.k8s.faults import show_value
from meshctl.k8s.merge_adopt import PATCH
from meshctl.k8s.types import FieldPath, JSONValue

Items: TypeAlias = Sequence[JSONValue]
Identity: TypeAlias = Callable[[JSONValue], Hashable]


class MergeFault(Exception):  # noqa: N818  becomes a MergeError where the whole path is known
    """A patch that cannot be merged; `steps` is the path to the fault, innermost step first."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.steps: list[str | int] = []

    @property
    def path(self) -> FieldPath:
        """The path to the fault, outermost step first."""
        return tuple(reversed(self.steps))


def scalar_identity(value: JSONValue) -> Hashable:
    """What makes two scalars the same: numbers by value, true and 1 apart.

    Raises:
        MergeFault: the value is a list or mapping.
    """
    if value.__class__ is str:
        return value
    if isinstance(value, dict | list):
        raise MergeFault(f"found {show_value(value)}, expected a plain value that tells list items apart")
    return (bool, value) if isinstance(value, bool) else value


def key_identity(merge_key: str) -> Identity:
    """What makes two items of a keyed list the same: the value of their merge key.

    The function raises `MergeFault` for an item that is no mapping or lacks the key.
    """

    def identity(item: JSONValue) -> Hashable:
        if not isinstance(item, dict):
            raise MergeFault(f"found {show_value(item)} in the list, expected mappings with the key {merge_key!r}")
        if merge_key not in item:
            raise MergeFault(f"a list item has no {merge_key!r}, which tells the items of this list apart")
        return scalar_identity(item[merge_key])

    return identity


def positions(items: Items, identity: Identity) -> dict[Hashable, int]:
    """Identity to index; of repeated ones the first counts."""
    found: dict[Hashable, int] = {}
    for index, item in enumerate(items):
        found.setdefault(identity(item), index)
    return found


def arrange(merged: Items, patch_order: Items, old_order: Items, identity: Identity) -> list[JSONValue]:
    """The merged items in their final order."""
    wanted, old = positions(patch_order, identity), positions(old_order, identity)
    from_patch = [item for item in merged if identity(item) in wanted]
    only_old = [item for item in merged if identity(item) not in wanted]
    return _zip(_sorted(only_old, old, identity), _sorted(from_patch, wanted, identity), old, identity)


def _zip(
    left: list[JSONValue], right: list[JSONValue], old: Mapping[Hashable, int], identity: Identity
) -> list[JSONValue]:
    result: list[JSONValue] = []
    i = j = 0
    while i < len(left) and j < len(right):
        behind = old.get(identity(right[j]))
        before = old.get(identity(left[i]))
        if behind is not None and before is not None and before < behind:
            result.append(left[i])
            i += 1
        else:
            result.append(right[j])
            j += 1
    return result + left[i:] + right[j:]


def _sorted(items: list[JSONValue], places: Mapping[Hashable, int], identity: Identity) -> list[JSONValue]:
    # NB: a deletion that nobody obeyed (it came in with a new item) goes last.
    deleting = [item for item in items if isinstance(item, dict) and item.get(PATCH) == "delete"]
    if deleting:
        items = [item for item in items if item not in deleting]
    if all(identity(item) in places for item in items):
        return sorted(items, key=lambda item: places[identity(item)]) + deleting
    result: list[JSONValue] = []
    for item in items:
        # NB: an item without a place goes before all that are there already, as it does in Kubernetes. It takes an
        # empty `$setElementOrder` beside a list with new items to get here.
        at = len(result)
        while at and _before(places.get(identity(item)), places.get(identity(result[at - 1]))):
            at -= 1
        result.insert(at, item)
    return result + deleting


def _before(one: int | None, other: int | None) -> bool:
    return one is None or other is None or one < other


def check_element_order(patch: Items, order: Items, identity: Identity) -> None:
    """Nothing, when the patch items stand in `order` in the same sequence; items to delete do not count.

    Raises:
        MergeFault: an item is missing there or stands elsewhere.
    """
    at = 0
    for item in patch if order else ():
        directive = item.get(PATCH) if isinstance(item, dict) else None
        if directive == "delete":
            continue
        # NB: a place must be left even for an item with another directive, which takes none.
        if directive is None:
            wanted = identity(item)
            while at < len(order) and identity(order[at]) != wanted:
                at += 1
        if at == len(order):
            raise MergeFault("the items of the list do not follow its $setElementOrder")
        at += directive is None
