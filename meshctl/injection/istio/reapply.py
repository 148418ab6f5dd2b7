"""What the user wrote under an injected name wins over the template.

Source: istio pkg/kube/inject/webhook.go (reapplyOverwrittenContainers).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from meshctl.injection.istio.native import find_container
from meshctl.injection.istio.record import HEADINGS, OVERRIDES, STATUS, Heading, Overrides, Status, annotations_of
from meshctl.k8s.strategic_merge import merge
from meshctl.k8s.typed import canonical

if TYPE_CHECKING:
    from meshctl.k8s.types import Container, Pod

AUTO_IMAGE = "auto"


def reapply(pod: Pod, template_pod: Pod, original: Pod, status: Status | None, saved: Overrides) -> Pod:
    """The pod with the user's containers merged over the template's, and on a first injection a record of them.

    `pod` is the merged pod, `template_pod` what the templates wrote, `original` the pod as it came, `status` and
    `saved` the records found on it. Containers that an earlier injection made are not the user's. Inputs are not
    changed.
    """
    applied = Overrides()
    for heading in HEADINGS:
        for injected in (template_pod.get("spec") or {}).get(heading) or []:
            name = injected.get("name", "")
            if status is not None and name in getattr(status, heading):
                continue
            own = saved.find(heading, name) or _own_container(original, heading, name)
            if own is None:
                continue
            typed = _typed_copy(own)
            applied.under(heading).append(typed)
            pod = _merged(pod, {"spec": {heading: [typed]}})
    if applied and STATUS not in annotations_of(original):
        pod = _merged(pod, {"metadata": {"annotations": {OVERRIDES: applied.to_json()}}})
    return pod


def _own_container(original: Pod, heading: Heading, name: str) -> Container | None:
    """The user's container; one for an init heading may still stand among the ordinary ones."""
    spec = original.get("spec") or {}
    own = find_container(spec.get("containers"), name)
    if own is None and heading == "initContainers":
        own = find_container(spec.get("initContainers"), name)
    return own


def _typed_copy(container: Container) -> Container:
    """The container in typed form; the image `auto` stands for the template's."""
    if container.get("image") == AUTO_IMAGE:
        container = cast("Container", {key: value for key, value in container.items() if key != "image"})
    return cast("Container", canonical(cast("Any", container), "Container", drop_unknown=True))


def _merged(pod: Pod, patch: dict[str, Any]) -> Pod:
    return cast("Pod", merge(cast("Any", pod), patch, "Pod"))
