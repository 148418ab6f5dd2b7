"""Records on the pod what was injected, and adds what the configuration wants on every injected pod.

Source: istio pkg/kube/inject/webhook.go (applyMetadata).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from meshctl.injection.istio.record import STATUS
from meshctl.injection.istio.topology import NETWORK_LABEL
from meshctl.mesh import go_json

if TYPE_CHECKING:
    from meshctl.injection.istio.run import Run
    from meshctl.k8s.types import Pod

_LISTED: Final = ("initContainers", "containers", "volumes", "imagePullSecrets")
_DEFAULT_REVISION: Final = "default"


def apply(run: Run) -> None:
    """Set the network label, the status record, then the configured annotations, which overwrite."""
    if run.topology.network:
        run.labels[NETWORK_LABEL] = run.topology.network
    run.annotations[STATUS] = status_text(run.template_pod, run.revision)
    run.annotations.update(run.injected_annotations)


def status_text(template_pod: Pod, revision: str) -> str:
    """The status record: names of everything the templates wrote, in their order, null where there is nothing."""
    spec: dict[str, Any] = dict(template_pod.get("spec") or {})
    record: dict[str, Any] = {key: [item.get("name", "") for item in spec.get(key) or []] or None for key in _LISTED}
    return go_json.dumps({**record, "revision": revision or _DEFAULT_REVISION})
