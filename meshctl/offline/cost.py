"""Resource requests that injection adds to a pod, as the scheduler counts them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from meshctl.k8s.quantity import Quantity
from meshctl.report.injection import Cost

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshctl.k8s.types import Pod

# Powers of ten in which the two resources are counted.
_MILLI: Final = -3
_WHOLE: Final = 0


def added_cost(before: Pod, after: Pod) -> Cost:
    """What the pod requests after injection, less what it requested before."""
    return Cost(
        cpu_millis=_requests(after, "cpu", _MILLI) - _requests(before, "cpu", _MILLI),
        memory_bytes=_requests(after, "memory", _WHOLE) - _requests(before, "memory", _WHOLE),
    )


def _requests(pod: Pod, resource: str, scale: int) -> int:
    """A pod's effective request: what runs side by side, or its largest init step beside the sidecars started before.

    Source: Kubernetes documentation, "Resource sharing within containers" of init and sidecar containers.
    """
    spec: Mapping[str, Any] = pod.get("spec") or {}
    sidecars = largest_step = 0
    for container in spec.get("initContainers") or []:
        request = _request(container, resource, scale)
        if container.get("restartPolicy") == "Always":
            sidecars += request
            largest_step = max(largest_step, sidecars)
        else:
            largest_step = max(largest_step, sidecars + request)
    running = sidecars + sum(_each(spec.get("containers") or [], resource, scale))
    return max(running, largest_step)


def _each(containers: Iterable[Mapping[str, Any]], resource: str, scale: int) -> Iterable[int]:
    return (_request(container, resource, scale) for container in containers)


def _request(container: Mapping[str, Any], resource: str, scale: int) -> int:
    resources = container.get("resources") or {}
    for group in ("requests", "limits"):  # a limit alone is the request too
        value = (resources.get(group) or {}).get(resource)
        if value is not None:
            try:
                return Quantity.parse(str(value)).scaled(scale)
            except ValueError:
                return 0
    return 0
