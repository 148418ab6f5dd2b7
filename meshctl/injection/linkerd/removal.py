"""Taking a Linkerd proxy away by what it is called: containers, volumes, and the names under `linkerd.io`.

Upstream leaves the network validator, the debug container and the pod information volume behind; here they go too.

Source: linkerd/linkerd2 pkg/inject/uninject.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from meshctl.injection.fields import at, with_part, without_part
from meshctl.injection.removal import Removal
from meshctl.mesh.linkerd import names
from meshctl.mesh.linkerd.annotations import COMPONENT, DISABLED, INJECT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.k8s.gvk import Workload as PodPlace
    from meshctl.k8s.types import FieldPath

_PREFIX: Final = "linkerd.io"
_LISTS: Final = (
    ("initContainers", "init container", names.INIT_CONTAINERS),
    ("containers", "container", names.CONTAINERS),
    ("volumes", "volume", frozenset(names.VOLUMES)),
)


def remove(manifest: dict[str, Any], place: PodPlace | None) -> Removal:
    """The manifest without the proxy; `place` says where its kind keeps the pod, None for kinds that make none."""
    removed: list[str] = []
    changed = manifest
    paths: list[FieldPath] = [("metadata",)]
    if place is not None:
        changed = _without_containers(changed, place.spec, removed)
        paths = list(dict.fromkeys([("metadata",), place.metadata]))
    if not any(_is_control_plane(at(manifest, path)) for path in paths):
        for path in paths:
            changed = _without_names(changed, path, removed)
    return Removal(manifest=changed, removed=tuple(removed))


def _is_control_plane(metadata: Any) -> bool:
    return COMPONENT in ((metadata or {}).get("labels") or {}) if isinstance(metadata, dict) else False


def _without_containers(manifest: dict[str, Any], spec_path: FieldPath, removed: list[str]) -> dict[str, Any]:
    for heading, what, injected in _LISTS:
        items = at(manifest, (*spec_path, heading))
        if not isinstance(items, list):
            continue
        gone = [item["name"] for item in items if isinstance(item, dict) and item.get("name") in injected]
        if not gone:
            continue
        kept = [item for item in items if not (isinstance(item, dict) and item.get("name") in injected)]
        path = (*spec_path, heading)
        manifest = with_part(manifest, path, kept) if kept else without_part(manifest, path)
        removed.extend(f"{what} {name}" for name in gone)
    return manifest


def _without_names(manifest: dict[str, Any], path: FieldPath, removed: list[str]) -> dict[str, Any]:
    for heading, what in (("annotations", "annotation"), ("labels", "label")):
        entries = at(manifest, (*path, heading))
        if not isinstance(entries, dict):
            continue
        gone = list(_injected_names(entries))
        if not gone:
            continue
        kept = {name: value for name, value in entries.items() if name not in gone}
        place = (*path, heading)
        manifest = with_part(manifest, place, kept) if kept else without_part(manifest, place)
        removed.extend(f"{what} {name}" for name in gone)
    return manifest


def _injected_names(entries: dict[str, Any]) -> Iterator[str]:
    for name, value in entries.items():
        if name.startswith(_PREFIX) and not (name == INJECT and value == DISABLED):
            yield name
