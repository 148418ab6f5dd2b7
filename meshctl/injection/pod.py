"""Find the pod inside any workload, and put it back.

Source: istio pkg/kube/inject/inject.go (IntoObject, FromRawToObject).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from meshctl.errors import ManifestError
from meshctl.injection.fields import at, with_part
from meshctl.injection.request import Workload
from meshctl.k8s.faults import FieldManifestError
from meshctl.k8s.gvk import KINDS, REPLACEMENTS, WORKLOADS, GroupVersionKind
from meshctl.k8s.gvk import Workload as PodPlace
from meshctl.k8s.schema import struct_names
from meshctl.k8s.typed import coerce_manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from meshctl.k8s.types import FieldPath, Pod

# Lists of a container that injection looks into.
_ITEMS = ("ports", "env", "volumeMounts")


@dataclass(frozen=True, slots=True, kw_only=True)
class PodRef:
    """A pod or pod template inside a manifest: its value in typed form, and the two paths it goes back to.

    `pod` has `metadata` and `spec` only; parts that reading does not convert are the manifest's own objects.
    """

    pod: Pod
    workload: Workload
    metadata_path: FieldPath
    spec_path: FieldPath

    @property
    def is_job_template(self) -> bool:
        """Whether the metadata are those of a job template, which its pods do not get."""
        return self.metadata_path[-2:] == ("jobTemplate", "metadata")

    def put_back(self, manifest: dict[str, Any], pod: Pod) -> dict[str, Any]:
        """The manifest with `pod` in place; what does not change is shared, the input is not changed."""
        changed = manifest
        for path, part, before in (
            (self.metadata_path, pod.get("metadata"), self.pod.get("metadata")),
            (self.spec_path, pod.get("spec"), self.pod.get("spec")),
        ):
            if part is not None and part != before:
                changed = with_part(changed, path, part)
        return changed


def find_pod(
    manifest: dict[str, Any],
    *,
    owner: Workload | None = None,
    place_of: Callable[[str], PodPlace | None] = WORKLOADS.get,
) -> PodRef | None:
    """The pod a manifest makes; None when its kind makes none, or it has no pod template (a patch, say).

    `owner` replaces the manifest itself as the workload that templates see, for a Pod that something else made.
    `place_of` says where a kind keeps its pod, as the family in charge has it.

    Raises:
        ManifestError: a field has a type its kind cannot hold, or a template that must be there is missing.
    """
    kind = manifest.get("kind")
    place = place_of(kind) if isinstance(kind, str) else None
    if place is None:
        return None
    if place.required is not None and at(manifest, place.required) is None:
        raise ManifestError(f"{'.'.join(place.required)} is required value in a {kind}", remedy="add the pod template")
    if at(manifest, place.spec) is None:
        return None
    pod = _read_all(manifest, place) if _is_kubernetes_own(manifest) else _read_pod(manifest, place)
    _check_containers(pod, place)
    return PodRef(
        pod=pod,
        workload=owner or _workload(manifest),
        metadata_path=place.metadata,
        spec_path=place.spec,
    )


def _is_kubernetes_own(manifest: dict[str, Any]) -> bool:
    """Whether the manifest is of the kind whose name it bears, in any version, and not of another group's."""
    version, kind = str(manifest.get("apiVersion") or ""), str(manifest.get("kind"))
    known = (GroupVersionKind.parse(version, kind).group, kind) in KINDS or (version, kind) in REPLACEMENTS
    return known and kind in struct_names()


def _read_all(manifest: dict[str, Any], place: PodPlace) -> Pod:
    """The pod of a manifest whose every field is checked: `replicas: "3"` is a fault here as it is in a cluster."""
    return _pod_at(cast("dict[str, Any]", coerce_manifest(manifest, place.kind)), place)


def _read_pod(manifest: dict[str, Any], place: PodPlace) -> Pod:
    """The pod alone, with its scalars read as their fields want them."""
    try:
        return cast("Pod", coerce_manifest(cast("dict[str, Any]", _pod_at(manifest, place)), "Pod"))
    except FieldManifestError as fault:
        raise FieldManifestError(_in_manifest(fault.path, place), fault.message.partition(": ")[2]) from None


def _pod_at(manifest: dict[str, Any], place: PodPlace) -> Pod:
    return cast("Pod", {"metadata": at(manifest, place.metadata) or {}, "spec": at(manifest, place.spec)})


def _in_manifest(path: FieldPath, place: PodPlace) -> FieldPath:
    head, *rest = path
    return (*(place.metadata if head == "metadata" else place.spec), *rest)


def _check_containers(pod: Pod, place: PodPlace) -> None:
    """A dash with nothing behind it is no container, nor a port or environment entry."""
    empty = next(_empty_items(cast("dict[str, Any]", pod["spec"])), None)
    if empty is not None:
        raise FieldManifestError((*place.spec, *empty), "found nothing, expected a mapping")


def _empty_items(spec: dict[str, Any]) -> Iterator[FieldPath]:
    for heading in ("initContainers", "containers"):
        for index, container in enumerate(spec.get(heading) or []):
            if container is None:
                yield heading, index
                continue
            for part in _ITEMS:
                items = container.get(part) or []
                yield from ((heading, index, part, place) for place, item in enumerate(items) if item is None)


def _workload(manifest: dict[str, Any]) -> Workload:
    metadata = manifest.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    return Workload(
        api_version=str(manifest.get("apiVersion") or ""),
        kind=str(manifest.get("kind") or ""),
        name=str(metadata.get("name") or ""),
        namespace=str(metadata.get("namespace") or ""),
    )
