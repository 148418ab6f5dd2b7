"""Puts the containers in the order they have to start in.

Source: istio pkg/kube/inject/webhook.go (reorderPod) and inject.go (modifyContainers).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from meshctl.injection.istio.native import PROXY
from meshctl.mesh.istio.mesh_config import default_config
from meshctl.mesh.istio.proxy_config import holds_application

if TYPE_CHECKING:
    from meshctl.injection.istio.run import Run
    from meshctl.k8s.types import Container

_INIT, _VALIDATION, _CORE_DUMP = "istio-init", "istio-validation", "enable-core-dump"
# The proxy needs captured traffic to be set up and checked before it starts; the rest needs the proxy.
_NATIVE_FIRST: Final = (_INIT, _VALIDATION, PROXY, _CORE_DUMP)
# Other init containers have to run before capture, since no proxy is there to take their traffic.
_CLASSIC_LAST: Final = (_INIT, _CORE_DUMP)


def apply(run: Run) -> None:
    """Move the proxy first among the containers if the application waits for it, else last; order init containers."""
    spec = run.pod.get("spec") or {}
    if spec.get("containers"):
        spec["containers"] = order_containers(spec["containers"], hold=_holds(run))
    if spec.get("initContainers"):
        spec["initContainers"] = order_init_containers(spec["initContainers"])


def order_containers(containers: list[Container], *, hold: bool) -> list[Container]:
    """The proxy before all others, or after them."""
    proxies, others = _split(containers, (PROXY,))
    return [*proxies, *others] if hold else [*others, *proxies]


def order_init_containers(containers: list[Container]) -> list[Container]:
    """With a native proxy: capture, check, proxy, then the rest; else check, the rest, then capture."""
    if any(container.get("name") == PROXY for container in containers):
        first, others = _split(containers, _NATIVE_FIRST)
        return [*first, *others]
    first, others = _split(containers, (_VALIDATION,))
    last, others = _split(others, _CLASSIC_LAST)
    return [*first, *others, *last]


def _holds(run: Run) -> bool:
    """Whether the application waits: as the pod or the mesh says, or the values; a pod cannot undo the values."""
    if run.values.hold_application_until_proxy_starts:
        return True
    own = run.annotation_config or {}
    key = "holdApplicationUntilProxyStarts"
    return holds_application(own if key in own else default_config(run.mesh))


def _split(containers: list[Container], names: tuple[str, ...]) -> tuple[list[Container], list[Container]]:
    """The containers of those names in the order of the names, and all others in their own."""
    named = [container for name in names for container in containers if container.get("name") == name]
    return named, [container for container in containers if container.get("name") not in names]
