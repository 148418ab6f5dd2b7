"""What holds for one pod before its template runs: its own values, the facts, and the names written on it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from meshctl.injection.linkerd.facts import pod_facts
from meshctl.mesh.go_text import parse_bool
from meshctl.mesh.linkerd import annotations as keys
from meshctl.mesh.linkerd.additional_env import merged_env
from meshctl.mesh.linkerd.opaque_ports import named_ports
from meshctl.mesh.linkerd.overrides import apply_annotations, value_at, with_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.injection.linkerd.settings import LinkerdSettings
    from meshctl.injection.request import Request
    from meshctl.k8s.types import Pod

_OWNERS: Final = frozenset(
    {"deployment", "replicationcontroller", "replicaset", "job", "daemonset", "statefulset", "cronjob"}
)
_SERVICE_NAMES: Final = ("app.kubernetes.io/instance", "app.kubernetes.io/name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The values as the pod's own annotations change them, and the root value of its template."""

    values: dict[str, Any]
    data: dict[str, Any]


def plan(pod: Pod, request: Request, settings: LinkerdSettings) -> Plan:
    """What the template sees for `pod`, which is the request's with what it inherits."""
    metadata = pod.get("metadata") or {}
    annotations = metadata.get("annotations") or {}
    values = pod_values(pod, request.namespace_annotations, settings)
    data = {
        "Values": values,
        "Namespace": settings.control_plane_namespace,
        "Pod": pod_facts(cast("dict[str, Any]", pod)),
        "Debug": settings.debug or parse_bool(annotations.get(keys.DEBUG_SIDECAR, "")) is True,
        "Annotations": {**_new_annotations(request, pod), **_record(values, settings)},
        "Labels": _labels(request, settings),
    }
    return Plan(values=values, data=data)


def pod_values(pod: Pod, namespace_annotations: Mapping[str, str], settings: LinkerdSettings) -> dict[str, Any]:
    """The control plane's values with the pod's annotations, labels and additional environment applied."""
    metadata = pod.get("metadata") or {}
    annotations = metadata.get("annotations") or {}
    spec = pod.get("spec") or {}
    ports = named_ports(cast("Any", spec.get("containers") or []))
    values = apply_annotations(dict(settings.values), annotations, ports)
    environment = merged_env(value_at(values, ("proxy", "additionalEnv")) or [], namespace_annotations, annotations)
    if environment:
        values = with_value(values, ("proxy", "additionalEnv"), cast("Any", environment))
    labels = metadata.get("labels") or {}
    service = next((labels[name] for name in _SERVICE_NAMES if labels.get(name)), None)
    return values if service is None else with_value(values, ("proxy", "tracing", "traceServiceName"), service)


def _new_annotations(request: Request, pod: Pod) -> dict[str, str]:
    """What preparing wrote on the pod: the difference to the request's."""
    before = (request.pod.get("metadata") or {}).get("annotations") or {}
    after = (pod.get("metadata") or {}).get("annotations") or {}
    return {name: value for name, value in after.items() if name not in before}


def _record(values: Mapping[str, Any], settings: LinkerdSettings) -> dict[str, str]:
    """What was injected by whom, and the flags that were given."""
    version = value_at(values, ("proxy", "image", "version")) or values.get("linkerdVersion") or ""
    anchors = str(values.get("identityTrustAnchorsPEM") or "")
    record = {
        **settings.flags,
        keys.PROXY_VERSION: str(version),
        # NB: over the text as configured, final line break included; the proxy itself gets it trimmed.
        keys.TRUST_ROOT: hashlib.sha256(anchors.encode()).hexdigest(),
    }
    return {keys.CREATED_BY: settings.created_by, **record} if settings.created_by else record


def _labels(request: Request, settings: LinkerdSettings) -> dict[str, str]:
    workload = request.workload
    kind = workload.kind.lower()
    labels = {
        keys.CONTROL_PLANE_NAMESPACE: settings.control_plane_namespace,
        keys.WORKLOAD_NAMESPACE: workload.namespace or request.namespace,
    }
    # NB: in the webhook a pod of a CronJob gets no such label; on the command line the CronJob's template does.
    if kind in _OWNERS and not (kind == "cronjob" and request.front_end == "webhook"):
        labels[f"{keys.PROXY_OWNER_PREFIX}{kind}"] = workload.name
    return labels
