"""The difference of two values as changes that can be undone one by one, and undoing them in a value edited since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from meshctl.k8s.json_patch import equal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A key of a mapping, or the name of a list item as a one-element list, which is how JSON keeps it apart.
Step: TypeAlias = "str | list[str]"
Path: TypeAlias = tuple[Step, ...]


class _Nothing:
    """What stands where a value has nothing, not even null."""

    def __repr__(self) -> str:
        return "nothing"


NOTHING: Final = _Nothing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One place that injection changed: what stood there before and what after; `NOTHING` for neither.

    `order` is instead the names of a list's items in their order before, where undoing the items would not give it.
    """

    path: Path
    before: Any = NOTHING
    after: Any = NOTHING
    order: tuple[str, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """The change as JSON value."""
        content: dict[str, Any] = {"path": list(self.path)}
        if self.order is not None:
            return {**content, "order": list(self.order)}
        parts = {"before": self.before, "after": self.after}
        return {**content, **{key: value for key, value in parts.items() if value is not NOTHING}}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Change:
        """The change that `to_json` wrote; KeyError or TypeError for anything else."""
        path = tuple(step if isinstance(step, str) else [str(step[0])] for step in content["path"])
        order = content.get("order")
        if order is not None:
            return cls(path=path, order=tuple(str(name) for name in order))
        return cls(path=path, before=content.get("before", NOTHING), after=content.get("after", NOTHING))


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A place that was edited since: what injection left there and what stands there now."""

    path: Path
    expected: Any
    found: Any


def changes(before: Any, after: Any) -> list[Change]:
    """What undoing has to do to get `before` from `after`, for two mappings."""
    return list(_compare(before, after, ()))


def undo(value: Any, made: Sequence[Change]) -> tuple[Any, list[Edited]]:
    """`value` with the changes taken back, and the places that were edited since and therefore left.

    A place that is back as it was before counts as undone. The input is not changed.
    """
    edited: list[Edited] = []
    for change in made:
        if change.order is not None:
            value = _replace(value, change.path, _reordered(_find(value, change.path), change.order))
            continue
        found = _find(value, change.path)
        if _same(found, change.after):
            value = _replace(value, change.path, change.before)
        elif not _same(found, change.before):
            edited.append(Edited(path=change.path, expected=change.after, found=found))
    return value, edited


def _compare(before: Any, after: Any, path: Path) -> Iterator[Change]:
    if before is after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from _compare(before.get(key, NOTHING), after.get(key, NOTHING), (*path, key))
    elif (names := _names(before)) is not None and (new_names := _names(after)) is not None and names and new_names:
        yield from _compare_lists(before, after, path)
    elif not _same(before, after):
        yield Change(path=path, before=before, after=after)


def _compare_lists(before: list[Any], after: list[Any], path: Path) -> Iterator[Change]:
    old, new = {item["name"]: item for item in before}, {item["name"]: item for item in after}
    for name in dict.fromkeys((*old, *new)):
        yield from _compare(old.get(name, NOTHING), new.get(name, NOTHING), (*path, [name]))
    undone = [name for name in new if name in old] + [name for name in old if name not in new]
    if undone != list(old):
        yield Change(path=path, order=tuple(old))


def _names(value: Any) -> list[str] | None:
    """The names of a list's items, None unless every item has one of its own."""
    if not isinstance(value, list):
        return None
    names = [item.get("name") if isinstance(item, dict) else None for item in value]
    if not all(isinstance(name, str) for name in names) or len(set(names)) != len(names):
        return None
    return [str(name) for name in names]


def _same(left: Any, right: Any) -> bool:
    if left is NOTHING or right is NOTHING:
        return left is right
    return equal(left, right)


def _find(value: Any, path: Path) -> Any:
    for step in path:
        if isinstance(step, str):
            value = value.get(step, NOTHING) if isinstance(value, dict) else NOTHING
        else:
            items = value if isinstance(value, list) else []
            value = next((item for item in items if isinstance(item, dict) and item.get("name") == step[0]), NOTHING)
    return value


def _replace(value: Any, path: Path, part: Any) -> Any:
    """A copy of `value` along `path` with `part` at its end; `NOTHING` takes the place away."""
    if not path:
        return part
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        held = value if isinstance(value, dict) else {}
        new = _replace(held.get(step, NOTHING), rest, part)
        if new is NOTHING:
            return {key: item for key, item in held.items() if key != step}
        return {**held, step: new}
    return _replace_item(value if isinstance(value, list) else [], step[0], rest, part)


def _replace_item(items: list[Any], name: str, rest: Path, part: Any) -> list[Any]:
    replaced: list[Any] = []
    found = False
    for item in items:
        if not found and isinstance(item, dict) and item.get("name") == name:
            found = True
            item = _replace(item, rest, part)  # noqa: PLW2901  the item in its new form
        if item is not NOTHING:
            replaced.append(item)
    if not found and part is not NOTHING:
        replaced.append(_replace(NOTHING, rest, part))
    return replaced


def _reordered(items: Any, order: Sequence[str]) -> Any:
    """The items in the order of their names; those that came since stay behind them."""
    if not isinstance(items, list):
        return items
    rank: dict[Any, int] = {name: index for index, name in enumerate(order)}
    return sorted(
        items, key=lambda item: rank.get(item.get("name"), len(rank)) if isinstance(item, dict) else len(rank)
    )
