"""When two injected documents count as the same, by the rules published beside the cases.

Both sides are normalised and then compared: mappings without order, lists with order, quantities by value, texts that
hold JSON as JSON, and what only a round trip through typed objects adds or drops is left out.
"""

from __future__ import annotations

import json
from typing import Any

from meshctl.k8s.quantity import Quantity

_JSON_ANNOTATIONS = frozenset({"sidecar.istio.io/status", "proxy.istio.io/overrides"})
_JSON_ENV = frozenset(
    {"PROXY_CONFIG", "ISTIO_META_POD_PORTS", "ISTIO_KUBE_APP_PROBERS", "ISTIO_PROMETHEUS_ANNOTATIONS"}
)
_QUANTITY_PARENTS = frozenset({"requests", "limits"})
_EMPTY_WHEN_TYPED = frozenset(
    {
        "status",
        "strategy",
        "updateStrategy",
        "creationTimestamp",
        "resources",
        "metadata",
        "paused",
        "test",
        "minReadySeconds",
    }
)


def difference(ours: Any, theirs: Any) -> str | None:
    """The first place where two documents differ, None when they count as the same."""
    return _first_difference(normalise(ours), normalise(theirs), "")


def normalise(value: Any, key: str = "", parent: str = "") -> Any:
    """A value in the form in which two spellings of the same thing are equal."""
    if isinstance(value, dict):
        return _normalise_mapping(value, key)
    if isinstance(value, list):
        return [normalise(item, key) for item in value]
    if parent in _QUANTITY_PARENTS and isinstance(value, str | int | float):
        return f"{Quantity.parse(str(value)).scaled(-9)}n"
    return value


def _normalise_mapping(value: dict[str, Any], key: str) -> dict[str, Any]:
    if key == "volumes" and set(value) <= {"name", "emptyDir"} and value.get("emptyDir") is None:
        return {"name": value.get("name")}
    if key == "env" and value.get("name") in _JSON_ENV and "value" in value:
        value = {**value, "value": _as_json(value["value"])}
    if key == "annotations":
        value = {name: _as_json(text) if name in _JSON_ANNOTATIONS else text for name, text in value.items()}
    normal = {name: normalise(item, name, key) for name, item in value.items()}
    return {name: item for name, item in normal.items() if not _is_noise(name, item)}


def _is_noise(name: str, item: Any) -> bool:
    """What typed round trips add or drop: nulls, empty optional fields, zero counters."""
    if item is None or (name == "value" and item == "") or (name == "initialDelaySeconds" and item == 0):
        return True
    if name in _EMPTY_WHEN_TYPED and not item:
        return True
    return name == "status" and isinstance(item, dict) and not any(item.values())


def _as_json(text: Any) -> Any:
    """Parsed JSON, with the obsolete `version` blanked and null lists equal to empty ones."""
    if not isinstance(text, str):
        return text
    try:
        parsed = json.loads(text)
    except ValueError:
        return text
    if isinstance(parsed, dict):
        parsed.pop("version", None)
        return {"json": {name: normalise(item, name) for name, item in parsed.items() if item not in (None, [])}}
    return {"json": parsed}


def _first_difference(ours: Any, theirs: Any, path: str) -> str | None:
    if type(ours) is not type(theirs) and not (isinstance(ours, dict) and isinstance(theirs, dict)):
        if isinstance(ours, list) and isinstance(theirs, list):
            pass
        elif ours != theirs or isinstance(ours, bool) != isinstance(theirs, bool):
            return f"{path or '/'}: ours {_shown(ours)}, theirs {_shown(theirs)}"
    if isinstance(ours, dict):
        for name in sorted(set(ours) | set(theirs)):
            found = _first_difference(ours.get(name), theirs.get(name), f"{path}.{name}")
            if found:
                return found
        return None
    if isinstance(ours, list):
        for index, (mine, other) in enumerate(zip(ours, theirs, strict=False)):
            found = _first_difference(mine, other, f"{path}[{index}]")
            if found:
                return found
        if len(ours) != len(theirs):
            return f"{path}: ours has {len(ours)} items, theirs {len(theirs)}"
        return None
    return None if ours == theirs else f"{path or '/'}: ours {_shown(ours)}, theirs {_shown(theirs)}"


def _shown(value: Any) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) < 300 else text[:297] + "..."
