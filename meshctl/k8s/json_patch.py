"""RFC 6902 patches: computed by comparing two values, applied and verified by the `jsonpatch` library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict, cast

from meshctl.errors import MergeError
from meshctl.k8s.types import FieldPath, JSONValue

# Longer stretches of differing list items are compared by position: matching them costs the product of both.
_LARGEST_MATCHING = 40_000


class Operation(TypedDict):
    """One step of a patch; `value` is there for `add` and `replace`."""

    op: Literal["add", "remove", "replace"]
    path: str
    value: NotRequired[JSONValue]


_Items: TypeAlias = Sequence[JSONValue]


def diff(original: JSONValue, target: JSONValue) -> list[Operation]:
    """Operations that turn `original` into `target`, in an order that can be applied one by one.

    Objects are compared by key, keys in sorted order so that equal inputs give equal bytes. List items are matched by
    their `name` where they have one, else by equality, so that an item put in front costs one operation. Absent and
    null differ, and so do 1, 1.0 and true. Neither argument is changed; values in the patch are those of `target`.

    Source: RFC 6902 section 4.
    """
    return list(_compare(original, target, ""))


def equal(left: JSONValue, right: JSONValue) -> bool:
    """Whether two values are the same JSON; key order does not count, the types of numbers do."""
    if left is right:
        return True
    if isinstance(left, dict):
        return (
            isinstance(right, dict)
            and len(left) == len(right)
            and all(key in right and equal(value, right[key]) for key, value in left.items())
        )
    if isinstance(left, list):
        return isinstance(right, list) and len(left) == len(right) and all(map(equal, left, right))
    return left.__class__ is right.__class__ and left == right


def apply(operations: Sequence[Operation], document: JSONValue) -> JSONValue:
    """The document after all operations; the argument is not changed.

    Raises:
        MergeError: an operation does not fit the document or is no operation.
    """
    import jsonpatch
    import jsonpointer

    try:
        return cast("JSONValue", jsonpatch.apply_patch(cast("Any", document), cast("Any", list(operations))))
    except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException) as fault:
        raise MergeError(
            f"JSON patch does not apply: {fault}", remedy="compute the patch against this document"
        ) from fault


def verify(operations: Sequence[Operation], original: JSONValue, target: JSONValue) -> None:
    """Nothing, when the operations turn `original` into exactly `target`.

    Raises:
        MergeError: they do not apply, or give something else.
    """
    if not equal(apply(operations, original), target):
        raise MergeError("JSON patch gives another document than the one it was computed for")


def pointer(path: FieldPath) -> str:
    """The RFC 6901 pointer of a field path."""
    return "".join(f"/{escape(str(step))}" for step in path)


def escape(key: str) -> str:
    """A key as it stands in a pointer: `~` becomes `~0`, `/` becomes `~1`."""
    return key.replace("~", "~0").replace("/", "~1") if "/" in key or "~" in key else key


def _compare(old: JSONValue, new: JSONValue, path: str) -> Iterator[Operation]:
    if old is new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _compare_objects(old, new, path)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _compare_lists(old, new, path)
    elif not equal(old, new):
        yield {"op": "replace", "path": path, "value": new}


def _compare_objects(old: dict[str, JSONValue], new: dict[str, JSONValue], path: str) -> Iterator[Operation]:
    for key in sorted(old.keys() | new.keys()):
        if key not in new:
            yield {"op": "remove", "path": f"{path}/{escape(key)}"}
        elif key not in old:
            yield {"op": "add", "path": f"{path}/{escape(key)}", "value": new[key]}
        elif old[key] is not new[key]:
            yield from _compare(old[key], new[key], f"{path}/{escape(key)}")


def _compare_lists(old: _Items, new: _Items, path: str) -> Iterator[Operation]:
    """Walks the matched pairs; what stands between two of them is replaced, then removed or added."""
    at = seen_old = seen_new = 0
    for in_old, in_new in [*_matches(old, new), (len(old), len(new))]:
        yield from _compare_gap(old[seen_old:in_old], new[seen_new:in_new], path, at)
        if in_old < len(old):
            yield from _compare(old[in_old], new[in_new], f"{path}/{in_new}")
        at, seen_old, seen_new = in_new + 1, in_old + 1, in_new + 1


def _compare_gap(old: _Items, new: _Items, path: str, at: int) -> Iterator[Operation]:
    for index, (before, after) in enumerate(zip(old, new, strict=False), at):
        if not equal(before, after):
            yield {"op": "replace", "path": f"{path}/{index}", "value": after}
    both = min(len(old), len(new))
    for _ in old[both:]:
        yield {"op": "remove", "path": f"{path}/{at + both}"}
    for index, after in enumerate(new[both:], at + both):
        yield {"op": "add", "path": f"{path}/{index}", "value": after}


def _matches(old: _Items, new: _Items) -> list[tuple[int, int]]:
    """Index pairs of items that stand for the same thing, ascending in both lists."""
    first = _identities(old)
    second = _identities(new)
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    end = 0
    while end < min(len(first), len(second)) - start and first[-1 - end] == second[-1 - end]:
        end += 1
    middle = _longest_common(first[start : len(first) - end], second[start : len(second) - end])
    pairs = [(index, index) for index in range(start)]
    pairs += [(start + left, start + right) for left, right in middle]
    return pairs + [(len(old) - back, len(new) - back) for back in range(end, 0, -1)]


def _identities(items: _Items) -> list[object]:
    """What tells items apart: the name of an object, the class and value of a scalar, else the very object."""
    return [
        ("name", item["name"])
        if isinstance(item, dict) and isinstance(item.get("name"), str)
        else (item.__class__, item)
        if not isinstance(item, dict | list)
        else _Whole(item)
        for item in items
    ]


class _Whole:
    """An object or list without a name: the same only as an equal one."""

    __slots__ = ("value",)

    def __init__(self, value: JSONValue) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Whole) and equal(self.value, other.value)

    __hash__ = None  # type: ignore[assignment]


def _longest_common(first: list[object], second: list[object]) -> list[tuple[int, int]]:
    """Pairs of a longest common subsequence, by the textbook table; none when the table would be too large."""
    if not first or not second or len(first) * len(second) > _LARGEST_MATCHING:
        return []
    lengths = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i in range(len(first) - 1, -1, -1):
        for j in range(len(second) - 1, -1, -1):
            same = first[i] == second[j]
            lengths[i][j] = 1 + lengths[i + 1][j + 1] if same else max(lengths[i + 1][j], lengths[i][j + 1])
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(first) and j < len(second):
        if first[i] == second[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs
