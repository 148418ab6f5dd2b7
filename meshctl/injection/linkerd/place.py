"""Where the injected containers and volumes stand among the pod's own.

A native sidecar and its redirect come before every other init container, so that those already talk through the proxy.
A classic proxy comes first where the application waits for it, last where it does not; the redirect then runs after the
application's own init containers.

Source: linkerd/linkerd2 charts/patch/templates/patch.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshctl.mesh.linkerd import names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Items = list[dict[str, Any]]


def place(spec: Mapping[str, Any], overlay: Mapping[str, Any], *, native: bool, wait: bool) -> dict[str, Any]:
    """The merged pod spec with what `overlay` brought in its places; the input is not changed."""
    placed = dict(spec)
    for heading in ("initContainers", "containers", "volumes"):
        brought = [item["name"] for item in overlay.get(heading) or []]
        if not brought:
            continue
        items: Items = list(spec.get(heading) or [])
        injected = [item for name in brought for item in items if item.get("name") == name]
        own = [item for item in items if item.get("name") not in brought]
        if heading == "initContainers":
            placed[heading] = [*injected, *own] if native else [*own, *injected]
        elif heading == "containers":
            placed[heading] = _containers(own, injected, wait=wait)
        else:
            placed[heading] = [*own, *injected]
    return placed


def _containers(own: Items, injected: Items, *, wait: bool) -> Items:
    proxy, others = _split(injected, names.PROXY)
    return [*proxy, *own, *others] if wait else [*own, *others, *proxy]


def _split(items: Iterable[dict[str, Any]], name: str) -> tuple[Items, Items]:
    items = list(items)
    return [item for item in items if item["name"] == name], [item for item in items if item["name"] != name]
