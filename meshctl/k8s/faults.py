"""Errors about one field, which carry the path to it besides the sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.errors import ManifestError, MergeError

if TYPE_CHECKING:
    from meshctl.k8s.types import FieldPath, JSONValue


class FieldManifestError(ManifestError):
    """A field of a manifest that its type cannot hold; `path` leads to it."""

    def __init__(self, path: FieldPath, fault: str) -> None:
        super().__init__(f"{show_path(path)}: {fault}")
        self.path = path


class FieldMergeError(MergeError):
    """A field of an overlay that does not fit; `path` leads to it."""

    def __init__(self, path: FieldPath, fault: str, *, remedy: str | None = None) -> None:
        super().__init__(f"{show_path(path)}: {fault}", remedy=remedy)
        self.path = path


def show_path(path: FieldPath) -> str:
    """A path for people: `spec.containers[0].name`; keys with dots or slashes stand in brackets and quotes."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif step and not any(character in step for character in "./[]\"' "):
            text += f".{step}" if text else step
        else:
            text += f'["{step}"]'
    return text or "the whole document"


def show_value(value: JSONValue) -> str:
    """A value for people: its kind, and the value itself when it is a scalar."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text {value if len(value) <= 60 else value[:57] + '...'!r}"
    return "a list" if isinstance(value, list) else "a mapping"
