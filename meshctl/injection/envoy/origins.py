"""Where the settings of an injected pod came from: an annotation of its own, or the values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from meshctl.injection.result import Origin
from meshctl.mesh.envoy.annotations import SETTINGS, lay_over

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.injection.result import InjectionResult

_NONE: Final = "none"


def origins(result: InjectionResult, values: dict[str, Any]) -> tuple[Origin, ...]:
    """Every setting with its value and its source, in the order of the annotation table; absent ones left out."""
    annotations = (result.original.get("metadata") or {}).get("annotations") or {}
    laid = lay_over(values, annotations)
    found = []
    for setting in SETTINGS:
        value = _at(laid, setting.path) if setting.path else None
        if value is None:
            continue
        name, path = setting.annotation.name, ".".join(setting.path)
        source = f"annotation {name}" if name in annotations else f"values {path}"
        found.append(Origin(subject=path, value=_shown(value), source=source))
    return tuple(found)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return _NONE if value == "" else str(value)


def _at(values: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    found: Any = values
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found
