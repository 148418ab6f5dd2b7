"""Native sidecars: whether a pod gets one, and moving the user's own proxy container to where it will run.

Source: istio pkg/kube/inject/webhook.go (reorderPod, applyOverlay, native detection).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.injection.istio.record import annotations_of

if TYPE_CHECKING:
    from meshctl.k8s.types import Container, Pod

NATIVE_SIDECAR = "sidecar.istio.io/nativeSidecar"
PROXY = "istio-proxy"


def is_native(pod: Pod, *, detected: bool) -> bool:
    """Whether this pod's sidecar is native: its annotation `true` or `false`, else what was detected."""
    return {"true": True, "false": False}.get(annotations_of(pod).get(NATIVE_SIDECAR, ""), detected)


def move_proxy(pod: Pod, template_pod: Pod, *, detected: bool) -> Pod:
    """The pod with its own `istio-proxy` at the end of the init containers, if the template puts its proxy there.

    The list `containers` is written even when it becomes empty. The input is not changed.
    """
    spec, template_spec = pod.get("spec") or {}, template_pod.get("spec") or {}
    proxy = find_container(spec.get("containers"), PROXY)
    if proxy is None or find_container(template_spec.get("initContainers"), PROXY) is None:
        return pod
    if not is_native(pod, detected=detected):
        return pod
    containers = [container for container in spec.get("containers") or [] if container is not proxy]
    init_containers = [*(spec.get("initContainers") or []), proxy]
    return {**pod, "spec": {**spec, "containers": containers, "initContainers": init_containers}}


def find_container(containers: list[Container] | None, name: str) -> Container | None:
    """The first container of that name, or None."""
    return next((container for container in containers or [] if container.get("name") == name), None)
