"""Find the pod inside any workload, and put it back.

Source: istio pkg/kube/inject/inject.go (IntoObject, FromRawToObject).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from meshctl.errors import ManifestError
from meshctl.inject.request import Workload
from meshctl.k8s.faults import FieldManifestError
from meshctl.k8s.gvk import WORKLOADS
from meshctl.k8s.gvk import Workload as PodPlace
from meshctl.k8s.typed import coerce_manifest

if TYPE_CHECKING:
    from meshctl.k8s.types import FieldPath, Pod


@dataclass(frozen=True, slots=True, kw_only=True)
class PodRef:
    """A pod or pod template inside a manifest: its value in typed form, and the two paths it goes back to.

    `pod` has `metadata` and `spec` only; parts that reading does not convert are the manifest's own objects.
    """

    pod: Pod
    workload: Workload
    metadata_path: FieldPath
    spec_path: FieldPath

    def put_back(self, manifest: dict[str, Any], pod: Pod) -> dict[str, Any]:
        """The manifest with `pod` in place; what does not change is shared, the input is not changed."""
        changed = manifest
        for path, part, before in (
            (self.metadata_path, pod.get("metadata"), self.pod.get("metadata")),
            (self.spec_path, pod.get("spec"), self.pod.get("spec")),
        ):
            if part is not None and part != before:
                changed = _with(changed, path, part)
        return changed


def find_pod(manifest: dict[str, Any], *, owner: Workload | None = None) -> PodRef | None:
    """The pod a manifest makes; None when its kind makes none, or it has no pod template (a patch, say).

    `owner` replaces the manifest itself as the workload that templates see, for a Pod that something else made.

    Raises:
        ManifestError: a field has a type its kind cannot hold, or a template that must be there is missing.
    """
    kind = manifest.get("kind")
    place = WORKLOADS.get(kind) if isinstance(kind, str) else None
    if place is None:
        return None
    if place.required is not None and _at(manifest, place.required) is None:
        raise ManifestError(f"{'.'.join(place.required)} is required value in a {kind}", remedy="add the pod template")
    spec = _at(manifest, place.spec)
    if spec is None:
        return None
    pod = _typed({"metadata": _at(manifest, place.metadata) or {}, "spec": spec}, place)
    return PodRef(
        pod=pod,
        workload=owner or _workload(manifest),
        metadata_path=place.metadata,
        spec_path=place.spec,
    )


def _typed(pod: dict[str, Any], place: PodPlace) -> Pod:
    """The pod with its scalars read as their fields want them; faults carry their path within the manifest."""
    try:
        return cast("Pod", coerce_manifest(pod, "Pod"))
    except FieldManifestError as fault:
        head, *rest = fault.path
        fault.path = (*(place.metadata if head == "metadata" else place.spec), *rest)
        raise


def _workload(manifest: dict[str, Any]) -> Workload:
    metadata = manifest.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    return Workload(
        api_version=str(manifest.get("apiVersion") or ""),
        kind=str(manifest.get("kind") or ""),
        name=str(metadata.get("name") or ""),
        namespace=str(metadata.get("namespace") or ""),
    )


def _at(value: Any, path: FieldPath) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _with(value: Any, path: FieldPath, part: Any) -> Any:
    """A copy of `value` along `path`, with `part` at its end; mappings that are missing are made."""
    if not path:
        return part
    held = value if isinstance(value, dict) else {}
    return {**held, path[0]: _with(held.get(path[0]), path[1:], part)}
