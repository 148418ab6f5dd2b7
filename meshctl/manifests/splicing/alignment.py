"""Which items of an old list live on, in place, in a new one."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict, deque
from typing import TYPE_CHECKING, Final

from meshctl.yamlio.values import same_value

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator
    from collections.abc import Sequence as Items

    from meshctl.k8s.types import JSONValue

# Pairing unequal items by likeness looks at every pair; beyond this many pairs it is left out.
_LIKENESS_BUDGET: Final = 2_500

Pairs = list["int | None"]


def align(old: Items[JSONValue], new: Items[JSONValue]) -> Pairs:
    """For each new item the index of the old item it is written over, None for one that is written anew.

    Equal items pair first, then those of one `name`; indices increase, so items that changed places count as taken out
    and put in again. What is left between two pairs goes together by position if there is as much of both, otherwise
    by likeness. Items of different names are written over each other only if half of their entries agree.
    """
    pairs: Pairs = [None] * len(new)
    head = _common_head(old, new)
    tail = _common_tail(old, new, head)
    pairs[:head] = range(head)
    pairs[len(new) - tail :] = range(len(old) - tail, len(old))
    middle = _middle(old[head : len(old) - tail], new[head : len(new) - tail])
    pairs[head : len(new) - tail] = [None if index is None else index + head for index in middle]
    return pairs


def item_name(item: JSONValue) -> str | None:
    """The name of a list item, if it has one."""
    name = item.get("name") if isinstance(item, dict) else None
    return name if isinstance(name, str) else None


def _middle(old: Items[JSONValue], new: Items[JSONValue]) -> Pairs:
    pairs: Pairs = [None] * len(new)
    if not old or not new:
        return pairs
    _match(old, new, pairs, fingerprint)
    _match(old, new, pairs, item_name)
    _keep_increasing(pairs)
    for old_gap, new_gap in list(_gaps(pairs, len(old))):
        _pair_gap(old, new, old_gap, new_gap, pairs)
    return pairs


def _common_head(old: Items[JSONValue], new: Items[JSONValue]) -> int:
    count = 0
    for left, right in zip(old, new, strict=False):
        if not same_value(left, right):
            break
        count += 1
    return count


def _common_tail(old: Items[JSONValue], new: Items[JSONValue], head: int) -> int:
    count = 0
    for left, right in zip(reversed(old[head:]), reversed(new[head:]), strict=False):
        if not same_value(left, right):
            break
        count += 1
    return count


def fingerprint(item: JSONValue) -> str:
    """A text that equal JSON values share, and only they."""
    return json.dumps(item, sort_keys=True)


def _match(
    old: Items[JSONValue], new: Items[JSONValue], pairs: Pairs, key_of: Callable[[JSONValue], Hashable | None]
) -> None:
    """Pair unpaired items whose key is the same and not None, first come first served."""
    taken = {index for index in pairs if index is not None}
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for index, item in enumerate(old):
        if index not in taken and (key := key_of(item)) is not None:
            waiting[key].append(index)
    for index, item in enumerate(new):
        if pairs[index] is None and (queue := waiting.get(key_of(item))):
            pairs[index] = queue.popleft()


def _keep_increasing(pairs: Pairs) -> None:
    """Undo pairs so that the longest possible run of increasing old indices is left."""
    lengths: list[int] = []  # lengths[n]: smallest old index that ends a run of n + 1
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for position, index in enumerate(pairs):
        if index is None:
            continue
        place = bisect_left(lengths, index)
        before[position] = ends[place - 1] if place else None
        lengths[place : place + 1] = [index]
        ends[place : place + 1] = [position]
    kept: set[int] = set()
    position_or_none = ends[-1] if ends else None
    while position_or_none is not None:
        kept.add(position_or_none)
        position_or_none = before[position_or_none]
    for position in before.keys() - kept:
        pairs[position] = None


def _gaps(pairs: Pairs, old_count: int) -> Iterator[tuple[range, range]]:
    """Old and new indices between neighbouring pairs."""
    old_start = new_start = 0
    for position, index in [*enumerate(pairs), (len(pairs), old_count)]:
        if index is not None:
            yield range(old_start, index), range(new_start, position)
            old_start, new_start = index + 1, position + 1


def _pair_gap(old: Items[JSONValue], new: Items[JSONValue], old_gap: range, new_gap: range, pairs: Pairs) -> None:
    if len(old_gap) == len(new_gap):
        for index, position in zip(old_gap, new_gap, strict=True):
            if _may_pair(old[index], new[position]):
                pairs[position] = index
    elif len(old_gap) * len(new_gap) <= _LIKENESS_BUDGET:
        _pair_alike(old, new, old_gap, new_gap, pairs)


def _pair_alike(old: Items[JSONValue], new: Items[JSONValue], old_gap: range, new_gap: range, pairs: Pairs) -> None:
    first = old_gap.start
    for position in new_gap:
        for index in range(first, old_gap.stop):
            if _alike(old[index], new[position]):
                pairs[position] = index
                first = index + 1
                break


def _may_pair(old: JSONValue, new: JSONValue) -> bool:
    return item_name(old) == item_name(new) or _alike(old, new)


def _alike(old: JSONValue, new: JSONValue) -> bool:
    """Whether two unequal mappings have half of their entries in common: one that was given another name, say."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return False
    common = sum(key in old and same_value(old[key], value) for key, value in new.items())
    return common * 2 >= max(len(old), len(new))
