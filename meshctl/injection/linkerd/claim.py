"""Whether a Linkerd injector in a cluster takes a pod: its webhook's selectors first, then its own rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from meshctl.injection.decision import Outcome
from meshctl.injection.linkerd.decision import decide
from meshctl.mesh.linkerd import names
from meshctl.mesh.linkerd.annotations import COMPONENT, CONFIG, DISABLED

if TYPE_CHECKING:
    from meshctl.injection.namespace import NamespaceFacts
    from meshctl.k8s.types import Pod

_OPTED_OUT: Final = f"{CONFIG}admission-webhooks"
_SYSTEM: Final = frozenset({"kube-system", "cert-manager"})
_NOT_FOR_WEBHOOKS: Final = (COMPONENT, "linkerd.io/cni-resource")


def claim(pod: Pod, namespace: NamespaceFacts) -> str | None:
    """Why the pod is taken, None if it is not."""
    spec = cast("dict[str, Any]", pod.get("spec") or {})
    containers = [*(spec.get("initContainers") or []), *(spec.get("containers") or [])]
    if any(container.get("name") == names.PROXY for container in containers):
        return f"it has the container {names.PROXY}"
    labels = (pod.get("metadata") or {}).get("labels") or {}
    if namespace.labels.get(_OPTED_OUT) == DISABLED or namespace.name in _SYSTEM:
        return None
    if any(name in labels for name in _NOT_FOR_WEBHOOKS):
        return None
    decision = decide(
        cast("dict[str, Any]", pod),
        front_end="webhook",
        namespace_annotations=namespace.annotations,
        token_projection=True,
    )
    if not decision.inject:
        return None
    trace = next(trace for trace in decision.trail if trace.outcome is Outcome.INJECT)
    return f"{trace.origin} is {trace.value}"
