"""The pod as templates see it: earlier injection taken away, saved overrides put back.

Source: istio pkg/kube/inject/inject.go (stripPod).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from meshctl.injection.istio.post.prometheus import is_prometheus_annotation, merged_port
from meshctl.injection.istio.record import HEADINGS, STATUS, Heading, Overrides, Status, annotations_of

if TYPE_CHECKING:
    from meshctl.k8s.types import Container, Pod


def strip(pod: Pod, status: Status | None, overrides: Overrides, *, status_port: int) -> Pod:
    """A pod without what `status` lists and with what `overrides` saved; `pod` itself when neither changes anything.

    `status_port` is the mesh's: Prometheus annotations that point at it were written by the injector.
    """
    if status is None and not overrides:
        return pod
    spec: dict[str, Any] = dict(pod.get("spec") or {})
    for heading in HEADINGS:
        containers = _restored(spec.get(heading) or [], heading, status, overrides)
        if containers or heading in spec:
            spec[heading] = containers
    stripped = {**pod, "spec": spec}
    if status is not None:
        stripped["metadata"] = {**(pod.get("metadata") or {}), "annotations": _annotations(pod, status_port)}
    return cast("Pod", stripped)


def _restored(
    containers: list[Container], heading: Heading, status: Status | None, overrides: Overrides
) -> list[Container]:
    injected = frozenset(getattr(status, heading)) if status is not None else frozenset()
    kept = [container for container in containers if container.get("name") not in injected]
    present = {container.get("name") for container in kept}
    return kept + [container for container in overrides.under(heading) if container.get("name") not in present]


def _annotations(pod: Pod, status_port: int) -> dict[str, str]:
    annotations = annotations_of(pod)
    ours = merged_port(annotations) == str(status_port)
    return {
        name: value
        for name, value in annotations.items()
        if name != STATUS and not (ours and is_prometheus_annotation(name))
    }
