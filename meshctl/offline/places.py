"""Where a fault of the engine stands in the text: it knows fields and annotations, not lines."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from meshctl.errors import AnnotationError, MeshctlError, Place
from meshctl.injection.family import family
from meshctl.k8s.faults import FieldManifestError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.k8s.types import FieldPath
    from meshctl.manifests.documents import Document
    from meshctl.manifests.positions import Position


@contextmanager
def locating(document: Document, path: FieldPath, manifest: dict[str, Any], mesh: str) -> Iterator[None]:
    """Faults inside say where they stand, as exactly as it is known, and which workload met them.

    `path` leads to the manifest within the document, `mesh` is the family that works on it.
    """
    try:
        yield
    except MeshctlError as fault:
        start = _start(fault, document, path, manifest, mesh)
        here = Place(document.source.name, start.line, start.column)
        if fault.place is None:
            fault.place = here
            fault.message = f"{workload_name(manifest)}: {fault.message}"
        else:  # a template's own line and column
            fault.message = f"{fault.message} (for {workload_name(manifest)} at {here})"
        raise


def _start(fault: MeshctlError, document: Document, path: FieldPath, manifest: dict[str, Any], mesh: str) -> Position:
    """The field or annotation that a fault is about, else the manifest."""
    if isinstance(fault, FieldManifestError):
        return document.span((*path, *fault.path)).start
    place = family(mesh).place_of(str(manifest.get("kind")))
    if isinstance(fault, AnnotationError) and fault.annotation is not None and place is not None:
        return document.key_span((*path, *place.metadata, "annotations", fault.annotation)).start
    return document.span(path).start


def workload_name(manifest: dict[str, Any]) -> str:
    """What messages call a manifest: `Deployment web`."""
    metadata = manifest.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return " ".join(str(part) for part in (manifest.get("kind"), name) if part)
