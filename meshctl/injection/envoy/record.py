"""The record of an injection on the pod, and taking an injection away by it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from meshctl.injection.fields import at, with_part, without_part
from meshctl.injection.removal import Removal
from meshctl.mesh.envoy.annotations import STATUS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.k8s.gvk import Workload as PodPlace
    from meshctl.k8s.types import FieldPath

HEADINGS: Final = (("initContainers", "init container"), ("containers", "container"), ("volumes", "volume"))
_POD: Final = (("metadata",), ("spec",))


def status_text(names: Mapping[str, tuple[str, ...]]) -> str:
    """The record: names of what was injected under each heading."""
    return json.dumps({heading: list(names.get(heading, ())) for heading, _ in HEADINGS}, separators=(",", ":"))


def read_status(metadata: Any) -> dict[str, list[str]] | None:
    """The record on a pod; None when there is none, or none that an injector wrote."""
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    text = annotations.get(STATUS) if isinstance(annotations, dict) else None
    try:
        record = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return None
    if not isinstance(record, dict):
        return None
    return {heading: [name for name in record.get(heading) or [] if isinstance(name, str)] for heading, _ in HEADINGS}


def remove(manifest: dict[str, Any], place: PodPlace | None) -> Removal:
    """The manifest without what its record lists; the manifest itself where there is no record."""
    if place is None:
        return Removal(manifest=manifest)
    return _remove(manifest, place.metadata, place.spec)


def without_injection(pod: dict[str, Any]) -> dict[str, Any]:
    """A pod as it was before it was injected; the pod itself where it was not."""
    return _remove(pod, *_POD).manifest


def _remove(manifest: dict[str, Any], metadata_path: FieldPath, spec_path: FieldPath) -> Removal:
    status = read_status(at(manifest, metadata_path))
    if status is None:
        return Removal(manifest=manifest)
    removed: list[str] = []
    for heading, what in HEADINGS:
        path = (*spec_path, heading)
        items = at(manifest, path)
        gone = [name for name in status[heading] if any(_name(item) == name for item in items or [])]
        if gone:
            kept = [item for item in items if _name(item) not in gone]
            manifest = with_part(manifest, path, kept) if kept else without_part(manifest, path)
            removed.extend(f"{what} {name}" for name in gone)
    annotations_path = (*metadata_path, "annotations")
    annotations = {name: text for name, text in at(manifest, annotations_path).items() if name != STATUS}
    if annotations:
        manifest = with_part(manifest, annotations_path, annotations)
    else:
        manifest = without_part(manifest, annotations_path)
        if at(manifest, metadata_path) == {}:
            manifest = without_part(manifest, metadata_path)
    return Removal(manifest=manifest, removed=(*removed, f"annotation {STATUS}"))


def _name(item: Any) -> Any:
    return item.get("name") if isinstance(item, dict) else None
