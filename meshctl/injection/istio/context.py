"""What an Istio template sees: the fields of Istio's SidecarTemplateData under their Go names.

Source: istio pkg/kube/inject/inject.go (SidecarTemplateData).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from meshctl.gotemplate import types as go
from meshctl.injection.go_views import struct_view_type
from meshctl.injection.istio.go_messages import message_view_type
from meshctl.mesh.istio.messages import MESH_CONFIG, PROXY_CONFIG

if TYPE_CHECKING:
    from meshctl.gotemplate.views import StructView
    from meshctl.injection.request import Workload
    from meshctl.k8s.types import Pod
    from meshctl.mesh.istio.mesh_config import MeshConfig
    from meshctl.mesh.istio.proxy_config import ProxyConfig
    from meshctl.mesh.istio.values import Values

DEFAULT_PROXY_ID: Final = 1337
_PASSTHROUGH, _LOCALHOST = "passthrough", "localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateInputs:
    """Everything a template can ask for; `pod` is the stripped pod, `values` the values document."""

    pod: Pod
    workload: Workload
    mesh: MeshConfig
    proxy_config: ProxyConfig
    values: Values
    revision: str
    native_sidecars: bool
    proxy_image: str
    proxy_init_image: str
    proxy_uid: int = DEFAULT_PROXY_ID
    proxy_gid: int = DEFAULT_PROXY_ID
    compliance_policy: str = ""


def template_data(inputs: TemplateInputs) -> StructView:
    """The root value (`.`) of an Istio template; nothing is copied, fields are read when asked for."""
    workload = inputs.workload
    return cast(
        "StructView",
        _data_type().view(
            {
                "typeMeta": {"apiVersion": workload.api_version, "kind": workload.kind},
                "deploymentMeta": {"name": workload.name, "namespace": workload.namespace},
                "objectMeta": inputs.pod.get("metadata") or {},
                "spec": inputs.pod.get("spec") or {},
                "proxyConfig": inputs.proxy_config,
                "meshConfig": inputs.mesh,
                "values": inputs.values.for_templates,
                "revision": inputs.revision,
                "nativeSidecars": inputs.native_sidecars,
                "proxyImage": inputs.proxy_image,
                "proxyInitImage": inputs.proxy_init_image,
                "proxyUID": inputs.proxy_uid,
                "proxyGID": inputs.proxy_gid,
                "inboundTrafficPolicyMode": _inbound_mode(inputs.mesh),
                "compliancePolicy": inputs.compliance_policy,
            }
        ),
    )


def _inbound_mode(mesh: MeshConfig) -> str:
    policy: Any = mesh.get("inboundTrafficPolicy") or {}
    return _LOCALHOST if policy.get("mode") == "LOCALHOST" else _PASSTHROUGH


@cache
def _data_type() -> go.StructType:
    meta = struct_view_type("ObjectMeta")
    fields: dict[str, tuple[str, go.Type]] = {
        "TypeMeta": ("typeMeta", struct_view_type("TypeMeta")),
        "DeploymentMeta": ("deploymentMeta", meta),
        "ObjectMeta": ("objectMeta", meta),
        "Spec": ("spec", struct_view_type("PodSpec")),
        "ProxyConfig": ("proxyConfig", message_view_type(PROXY_CONFIG)),
        "MeshConfig": ("meshConfig", message_view_type(MESH_CONFIG)),
        "Values": ("values", go.MAP_ANY),
        "Revision": ("revision", go.STRING),
        "NativeSidecars": ("nativeSidecars", go.BOOL),
        "ProxyImage": ("proxyImage", go.STRING),
        "ProxyInitImage": ("proxyInitImage", go.STRING),
        "ProxyUID": ("proxyUID", go.INT64),
        "ProxyGID": ("proxyGID", go.INT64),
        "InboundTrafficPolicyMode": ("inboundTrafficPolicyMode", go.STRING),
        "CompliancePolicy": ("compliancePolicy", go.STRING),
    }
    described = {name: go.Field(json=key, type=kind) for name, (key, kind) in fields.items()}
    return go.struct_type("inject.SidecarTemplateData", described)
