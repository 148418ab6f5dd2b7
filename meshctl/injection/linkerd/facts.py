"""What a Linkerd template is told of one pod beside the values.

Source: linkerd/linkerd2 pkg/inject/inject.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshctl.mesh.linkerd import annotations as keys
from meshctl.mesh.linkerd.names import SERVICE_ACCOUNT_MOUNT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Facts = dict[str, Any]


def pod_facts(pod: Mapping[str, Any]) -> Facts:
    """Inbound ports, capabilities and service account mount of the pod, and the part of the control plane it is."""
    spec = pod.get("spec") or {}
    first: Mapping[str, Any] = next(iter(spec.get("containers") or []), {})
    labels = (pod.get("metadata") or {}).get("labels") or {}
    return {
        "InboundPorts": inbound_ports(spec),
        "Capabilities": _capabilities(first),
        "ServiceAccountMount": _service_account_mount(first),
        "Component": str(labels.get(keys.COMPONENT) or "").removeprefix("linkerd-"),
    }


def inbound_ports(spec: Mapping[str, Any]) -> str:
    """Declared ports of all containers, and numbered ports of HTTP readiness and liveness probes.

    NB: sorted as text, so that 10000 precedes 80: what is published does so.
    """
    containers = [*(spec.get("initContainers") or []), *(spec.get("containers") or [])]
    return ",".join(sorted({str(port) for port in _ports(containers) if port}))


def _ports(containers: Iterable[Mapping[str, Any]]) -> Iterator[int]:
    for container in containers:
        for declared in container.get("ports") or []:
            if isinstance(declared.get("containerPort"), int):
                yield declared["containerPort"]
        for probe in ("readinessProbe", "livenessProbe"):
            port = ((container.get(probe) or {}).get("httpGet") or {}).get("port")
            if isinstance(port, int):
                yield port


def _capabilities(container: Mapping[str, Any]) -> dict[str, list[str]]:
    own = (container.get("securityContext") or {}).get("capabilities") or {}
    return {name: list(own[name]) for name in ("add", "drop") if own.get(name)}


def _service_account_mount(container: Mapping[str, Any]) -> dict[str, Any] | None:
    for mount in container.get("volumeMounts") or []:
        if mount.get("mountPath") == SERVICE_ACCOUNT_MOUNT:
            return {key: mount[key] for key in ("name", "mountPath", "readOnly") if mount.get(key)}
    return None
