"""The opaque-ports annotation of pods and Services that are not injected, and of pods before they are.

Source: linkerd/linkerd2 controller/proxy-injector/webhook.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from meshctl.injection.fields import at, with_part
from meshctl.k8s.json_patch import diff
from meshctl.mesh.linkerd.annotations import OPAQUE_PORTS
from meshctl.mesh.linkerd.opaque_ports import pod_default, service_default
from meshctl.mesh.linkerd.overrides import value_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.injection.linkerd.settings import LinkerdSettings
    from meshctl.k8s.json_patch import Operation
    from meshctl.k8s.types import Pod

_PATH = ("metadata", "annotations", OPAQUE_PORTS)


def opaque_ports_patch(
    manifest: Mapping[str, Any], namespace_annotations: Mapping[str, str], settings: LinkerdSettings
) -> list[Operation]:
    """What the webhook answers for a Service, or for a pod that it does not inject; no operations for nothing to do.

    The object's own annotation wins, then the namespace's, then the default ports that it has.
    """
    if at(manifest, _PATH) is not None:
        return []
    ports = namespace_annotations.get(OPAQUE_PORTS) or _default(manifest, settings)
    return diff(cast("Any", manifest), with_part(manifest, _PATH, ports)) if ports else []


def with_default_opaque_ports(pod: Pod, settings: LinkerdSettings) -> Pod:
    """The pod with the default opaque ports that it declares, unless it names its own.

    NB: the annotation then narrows what the proxy is told, too; without a match the proxy gets the whole list.
    """
    if at(pod, _PATH) is not None:
        return pod
    ports = pod_default(_defaults(settings), cast("Any", pod.get("spec") or {}))
    return cast("Pod", with_part(pod, _PATH, ports)) if ports else pod


def _default(manifest: Mapping[str, Any], settings: LinkerdSettings) -> str:
    spec = manifest.get("spec") or {}
    if manifest.get("kind") == "Service":
        return service_default(_defaults(settings), spec)
    return pod_default(_defaults(settings), spec)


def _defaults(settings: LinkerdSettings) -> str:
    return str(value_at(settings.values, ("proxy", "opaquePorts")) or "")
