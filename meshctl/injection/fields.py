"""Reading and replacing one part of a manifest by its path; inputs are never changed, untouched parts are shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from meshctl.k8s.types import FieldPath


def at(value: Any, path: FieldPath) -> Any:
    """What stands at the path; None where it breaks off."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def with_part(value: Any, path: FieldPath, part: Any) -> Any:
    """A copy of `value` along `path`, with `part` at its end; mappings that are missing are made."""
    if not path:
        return part
    held = value if isinstance(value, dict) else {}
    return {**held, path[0]: with_part(held.get(path[0]), path[1:], part)}


def without_part(value: Any, path: FieldPath) -> Any:
    """A copy of `value` without the key at the end of `path`."""
    head, *rest = path
    if not isinstance(value, dict) or head not in value:
        return value
    if not rest:
        return {key: item for key, item in value.items() if key != head}
    return {**value, head: without_part(value[head], tuple(rest))}


def plain_copy(value: Any) -> Any:
    """A deep copy of a JSON value in plain dicts and lists, which may be changed in place."""
    if isinstance(value, dict):
        return {key: plain_copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain_copy(item) for item in value]
    return value
