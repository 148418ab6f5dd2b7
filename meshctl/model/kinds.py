"""Names of the kinds that rules read: `group/Kind`, without a version, the bare kind for the core group.

All served versions of a kind are one collection, as upstream loads them (analysis specification 1.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meshctl.k8s.types import FieldPath

VIRTUAL_SERVICE = "networking.istio.io/VirtualService"
DESTINATION_RULE = "networking.istio.io/DestinationRule"
GATEWAY = "networking.istio.io/Gateway"
SERVICE_ENTRY = "networking.istio.io/ServiceEntry"
SIDECAR = "networking.istio.io/Sidecar"
ENVOY_FILTER = "networking.istio.io/EnvoyFilter"
PROXY_CONFIG = "networking.istio.io/ProxyConfig"
WORKLOAD_ENTRY = "networking.istio.io/WorkloadEntry"
WORKLOAD_GROUP = "networking.istio.io/WorkloadGroup"
AUTHORIZATION_POLICY = "security.istio.io/AuthorizationPolicy"
PEER_AUTHENTICATION = "security.istio.io/PeerAuthentication"
REQUEST_AUTHENTICATION = "security.istio.io/RequestAuthentication"
TELEMETRY = "telemetry.istio.io/Telemetry"
WASM_PLUGIN = "extensions.istio.io/WasmPlugin"
TRAFFIC_EXTENSION = "extensions.istio.io/TrafficExtension"

ISTIO_GROUPS = frozenset(
    {"networking.istio.io", "security.istio.io", "telemetry.istio.io", "extensions.istio.io"},
)

GATEWAY_API = "gateway.networking.k8s.io"
K8S_GATEWAY = f"{GATEWAY_API}/Gateway"
GATEWAY_CLASS = f"{GATEWAY_API}/GatewayClass"
HTTP_ROUTE = f"{GATEWAY_API}/HTTPRoute"
GRPC_ROUTE = f"{GATEWAY_API}/GRPCRoute"
TLS_ROUTE = f"{GATEWAY_API}/TLSRoute"
TCP_ROUTE = f"{GATEWAY_API}/TCPRoute"
UDP_ROUTE = f"{GATEWAY_API}/UDPRoute"
REFERENCE_GRANT = f"{GATEWAY_API}/ReferenceGrant"
LISTENER_SET = f"{GATEWAY_API}/ListenerSet"
ROUTES = (HTTP_ROUTE, GRPC_ROUTE, TLS_ROUTE, TCP_ROUTE, UDP_ROUTE)

SERVICE = "Service"
NAMESPACE = "Namespace"
NODE = "Node"
POD = "Pod"
SECRET = "Secret"  # noqa: S105  a kind, not a credential
CONFIG_MAP = "ConfigMap"
SERVICE_ACCOUNT = "ServiceAccount"
DEPLOYMENT = "apps/Deployment"
MUTATING_WEBHOOK = "admissionregistration.k8s.io/MutatingWebhookConfiguration"
VALIDATING_WEBHOOK = "admissionregistration.k8s.io/ValidatingWebhookConfiguration"
CUSTOM_RESOURCE_DEFINITION = "apiextensions.k8s.io/CustomResourceDefinition"

# Settings that upstream treats as objects of their own.
MESH_CONFIG = "MeshConfig"
MESH_NETWORKS = "MeshNetworks"

# Where a kind keeps its pod template; a Pod is its own.
POD_TEMPLATES: dict[str, FieldPath] = {
    POD: (),
    DEPLOYMENT: ("spec", "template"),
    "apps/StatefulSet": ("spec", "template"),
    "apps/DaemonSet": ("spec", "template"),
    "apps/ReplicaSet": ("spec", "template"),
    "batch/Job": ("spec", "template"),
    "batch/CronJob": ("spec", "jobTemplate", "spec", "template"),
    "ReplicationController": ("spec", "template"),
}

CLUSTER_SCOPED = frozenset(
    {
        NAMESPACE,
        NODE,
        GATEWAY_CLASS,
        MUTATING_WEBHOOK,
        VALIDATING_WEBHOOK,
        CUSTOM_RESOURCE_DEFINITION,
        MESH_CONFIG,
        "PersistentVolume",
        "rbac.authorization.k8s.io/ClusterRole",
        "rbac.authorization.k8s.io/ClusterRoleBinding",
        "storage.k8s.io/StorageClass",
        "scheduling.k8s.io/PriorityClass",
        "networking.k8s.io/IngressClass",
        "apiregistration.k8s.io/APIService",
        "gateway.networking.x-k8s.io/XMesh",
    },
)

# Resources of these namespaces answer look-ups but are never the subject of a cross-resource rule.
SYSTEM_NAMESPACES = frozenset({"kube-system", "kube-public", "kube-node-lease", "local-path-storage"})

# Every kind that some rule reads from files.
CHECKED_KINDS = (
    *(VIRTUAL_SERVICE, DESTINATION_RULE, GATEWAY, SERVICE_ENTRY, SIDECAR, ENVOY_FILTER, PROXY_CONFIG),
    *(WORKLOAD_ENTRY, WORKLOAD_GROUP, AUTHORIZATION_POLICY, PEER_AUTHENTICATION, REQUEST_AUTHENTICATION),
    *(TELEMETRY, WASM_PLUGIN, TRAFFIC_EXTENSION, K8S_GATEWAY, GATEWAY_CLASS, REFERENCE_GRANT, LISTENER_SET),
    *(*ROUTES, SERVICE, NAMESPACE, NODE, SECRET, CONFIG_MAP, SERVICE_ACCOUNT, *POD_TEMPLATES),
    *(MUTATING_WEBHOOK, VALIDATING_WEBHOOK, CUSTOM_RESOURCE_DEFINITION),
)

# Groups that once held kinds which live elsewhere today.
_MOVED_GROUPS = {
    ("extensions", "Deployment"): "apps",
    ("extensions", "DaemonSet"): "apps",
    ("extensions", "ReplicaSet"): "apps",
}


def kind_key(api_version: str, kind: str) -> str:
    """`group/Kind` of an object, the version left out and moved groups followed."""
    group, slash, _version = api_version.rpartition("/")
    if not slash:
        return kind
    return f"{_MOVED_GROUPS.get((group, kind), group)}/{kind}"


def group_of(key: str) -> str:
    """The group in a kind key, empty for the core group."""
    return key.rpartition("/")[0]


def short_kind(key: str) -> str:
    """The bare kind in a kind key."""
    return key.rpartition("/")[2]
