"""Where the injected containers and volumes stand among the pod's own.

A native proxy and its redirect come before every other init container, so that those talk through the proxy already.
The redirect of a classic one comes after them, since no proxy runs yet; its container comes first where the application
waits for it, last where it does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def place(spec: Mapping[str, Any], overlay: Mapping[str, Any], proxy: Mapping[str, Any]) -> dict[str, Any]:
    """The merged pod spec with what `overlay` brought in its places; `proxy` are the proxy's values."""
    first = {"initContainers": proxy["native"], "containers": proxy["hold"], "volumes": False}
    placed = dict(spec)
    for heading, in_front in first.items():
        brought = [item["name"] for item in overlay.get(heading) or []]
        if brought:
            items: list[dict[str, Any]] = list(spec.get(heading) or [])
            ours = [item for name in brought for item in items if item.get("name") == name]
            own = [item for item in items if item.get("name") not in brought]
            placed[heading] = [*ours, *own] if in_front else [*own, *ours]
    return placed
