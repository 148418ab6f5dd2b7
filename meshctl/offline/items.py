"""The manifests of a document: itself, or the items of a List."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshctl.k8s.types import FieldPath

    # A manifest and its path within the document; answers the manifest in its new form.
    Change: TypeAlias = Callable[[dict[str, Any], FieldPath], dict[str, Any]]


def map_manifests(value: Any, path: FieldPath, change: Change) -> Any:
    """The value with each of its manifests changed, a List opened; the same object when none was."""
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(value, dict):
        return value
    if value.get("kind") == "List" and isinstance(items, list):
        new = [map_manifests(item, (*path, "items", index), change) for index, item in enumerate(items)]
        same = all(one is other for one, other in zip(new, items, strict=True))
        return value if same else {**value, "items": new}
    return change(value, path)


def manifests_in(value: Any, path: FieldPath) -> list[tuple[dict[str, Any], FieldPath]]:
    """The manifests of a document with their paths, a List opened."""
    found: list[tuple[dict[str, Any], FieldPath]] = []

    def note(manifest: dict[str, Any], place: FieldPath) -> dict[str, Any]:
        found.append((manifest, place))
        return manifest

    map_manifests(value, path, note)
    return found
