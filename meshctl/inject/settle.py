"""The merged pod in the form the API server would give it, without touching what the user wrote.

Upstream passes every pod through its typed form: quantities become canonical, nulls and empty optional fields vanish.
What a template wrote needs that; what the user wrote keeps its spelling (`2000m` stays `2000m`), so that nothing but
the injection shows in a diff.
"""

from __future__ import annotations

from typing import Any, cast

from meshctl.k8s.typed import canonical


def settle(pod: dict[str, Any], original: dict[str, Any]) -> dict[str, Any]:
    """`pod` in canonical form, except where it equals `original`: there the original's own values stand.

    Neither argument is changed.

    Raises:
        MergeError: a value that does not fit its field.
    """
    typed = cast("dict[str, Any]", canonical(pod, "Pod", fill=False))
    before = cast("dict[str, Any]", canonical(original, "Pod", fill=False))
    restored = _restore(typed, before, original)
    return cast("dict[str, Any]", restored)


def _restore(value: Any, before: Any, original: Any) -> Any:
    """`value` with every part that equals its counterpart in `before` taken from `original`."""
    if value is before or value == before:
        return original
    if isinstance(value, dict) and isinstance(before, dict):
        return _restore_mapping(value, before, original)
    if isinstance(value, list) and isinstance(before, list):
        return _restore_list(value, before, original)
    return value


def _restore_mapping(value: dict[str, Any], before: dict[str, Any], original: dict[str, Any]) -> dict[str, Any]:
    """Fields of the original that its typed form lost (`emptyDir: null`) come back where nothing replaced them."""
    restored = {
        key: _restore(item, before[key], original[key]) if key in before else item for key, item in value.items()
    }
    for key, item in original.items():
        if key not in restored and key not in before:
            restored[key] = item
    return restored


def _restore_list(value: list[Any], before: list[Any], original: list[Any]) -> list[Any]:
    """Items are the same thing when they are equal, or have the same name."""
    if len(before) != len(original):
        return value
    return [_restore_item(item, before, original) for item in value]


def _restore_item(item: Any, before: list[Any], original: list[Any]) -> Any:
    name = item.get("name") if isinstance(item, dict) else None
    for old, source in zip(before, original, strict=True):
        if item is old or (name is not None and isinstance(old, dict) and old.get("name") == name):
            return _restore(item, old, source)
    return item


def own_copy(value: Any) -> Any:
    """A deep copy of a JSON value that may be changed in place: plain dicts and lists, whatever came in."""
    if isinstance(value, dict):
        return {key: own_copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [own_copy(item) for item in value]
    return value
