"""The known name nearest to a misspelt one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Names longer than this are not typing mistakes of a field name; the distance is quadratic, so they are not compared.
_LONGEST = 64


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """The one of `known` that `name` most likely stands for, None when there is none or more than one.

    A name that differs only in case, `_` and `-` wins. Otherwise the fewest edits (insert, delete, replace, swap two
    neighbours) decide, at most one edit for each three letters: `hots` means `hosts`, `foo` does not mean `to`.
    """
    if not name or len(name) > _LONGEST:
        return None
    candidates = [candidate for candidate in known if candidate != name]
    folded = _folded(name)
    same = [candidate for candidate in candidates if _folded(candidate) == folded]
    if same:
        return same[0] if len(same) == 1 else None
    return _fewest_edits(folded, candidates)


def _folded(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def _fewest_edits(folded: str, candidates: list[str]) -> str | None:
    best, best_distance, tied = None, max(1, len(folded) // 3) + 1, False
    for candidate in candidates:
        target = _folded(candidate)
        # One edit of a name of two letters makes any other: such a pair is chance, not a slip.
        if abs(len(target) - len(folded)) >= best_distance + 1 or min(len(target), len(folded)) <= 2:
            continue
        distance = edit_distance(folded, target)
        if distance < best_distance:
            best, best_distance, tied = candidate, distance, False
        elif distance == best_distance and best is not None:
            tied = True
    return None if tied else best


def edit_distance(left: str, right: str) -> int:
    """Edits that turn `left` into `right`: insert, delete, replace one letter, or swap two neighbours.

    This is the restricted Damerau-Levenshtein distance: no letter is edited twice.
    """
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for row, letter in enumerate(left, start=1):
        current = [row]
        for column, other in enumerate(right, start=1):
            cost = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == right[column - 2] and left[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]
