"""Annotations of the mesh on the resources that are checked for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.kinds import DEPLOYMENT, NAMESPACE, POD, SERVICE
from meshctl.mesh.istio.annotations import ANNOTATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.resource import MeshResource
    from meshctl.k8s.types import FieldPath
    from meshctl.mesh.annotation import Annotation

ANNOTATED_KINDS = (NAMESPACE, SERVICE, POD, DEPLOYMENT)

# Written by the mesh itself.
_ALWAYS_IGNORED = frozenset({"sidecar.istio.io/status", "gateway.istio.io/controller-version", "istio.io/rev"})


def mesh_annotations(resource: MeshResource) -> Iterator[tuple[str, str, Annotation | None]]:
    """Name, value and table row (None if unknown) of each Istio annotation on a resource, in order of writing.

    Istio's are those whose domain ends in `istio.io`, and the Ingress class.
    """
    for name, value in resource.annotations.items():
        is_mesh = name.partition("/")[0].endswith("istio.io") or name == "kubernetes.io/ingress.class"
        if is_mesh and name not in _ALWAYS_IGNORED:
            yield name, value, ANNOTATIONS.get(name)


def annotation_path(name: str) -> FieldPath:
    """Where an annotation stands in its resource."""
    return ("metadata", "annotations", name)
