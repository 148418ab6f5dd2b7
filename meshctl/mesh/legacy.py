"""Kinds and apiVersions that are gone or going, and what to write instead: the mesh's own and those of Kubernetes.

Source: Istio's release notes (1.0, 1.6, 1.8), the CRDs of istio/api and gateway-api, the Kubernetes guide to removed
APIs (`meshctl.k8s.gvk.REPLACEMENTS`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from meshctl.k8s.gvk import REPLACEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# removed: no release in support knows it; deprecated: served, but announced to go; older: served without a term.
Status: TypeAlias = Literal["removed", "deprecated", "older"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Legacy:
    """One apiVersion of a kind that should no longer be written.

    `successors` are `apiVersion Kind` texts, empty where nothing takes its place. `since` names the release that
    removed it, where it is removed. With `same_shape` changing the apiVersion is all there is to do. `convertible`
    resources are understood by `meshctl convert`.
    """

    api_version: str
    kind: str
    status: Status
    successors: tuple[str, ...]
    since: str = ""
    same_shape: bool = False
    convertible: bool = False

    @property
    def why(self) -> str:
        """What is wrong with it, to follow the name: `was removed in Kubernetes 1.16`."""
        if self.status == "removed":
            return f"was removed in {self.since}"
        return "is deprecated" if self.status == "deprecated" else "is an older version of the same API"

    @property
    def remedy(self) -> str:
        """What to do, in one sentence."""
        if not self.successors:
            return "Remove it; nothing takes its place."
        target = " or ".join(self.successors)
        if self.convertible:
            return f"Use {target}; `meshctl convert` translates it."
        return f"Use {target}." if self.same_shape else f"Use {target}; fields differ, so check each."


def find_legacy(api_version: str, kind: str) -> Legacy | None:
    """What is to be known about an apiVersion of a kind; None where it is up to date, or unknown.

    Every kind of a group that is gone as a whole (Mixer's) is found, listed or not.
    """
    known = LEGACY.get((api_version, kind))
    if known is not None or api_version.rpartition("/")[0] != _MIXER_GROUP:
        return known
    # Files of the time name several versions of this group; the kind tells what is meant.
    return LEGACY.get((f"{_MIXER_GROUP}/v1alpha2", kind)) or Legacy(
        api_version=api_version, kind=kind, status="removed", successors=_MIXER_SUCCESSORS, since="Istio 1.8"
    )


_MIXER_GROUP: Final = "config.istio.io"
_MIXER_SUCCESSORS: Final = (
    "telemetry.istio.io/v1 Telemetry",
    "security.istio.io/v1 AuthorizationPolicy",
    "extensions.istio.io/v1alpha1 WasmPlugin",
)
_NETWORKING: Final = "networking.istio.io"
_SECURITY: Final = "security.istio.io"
_GATEWAY_API: Final = "gateway.networking.k8s.io"

# apiVersion and kinds, successors, the release that removed them, whether `meshctl convert` knows them.
_REMOVED: Final[tuple[tuple[str, str, str, str, bool], ...]] = (
    ("config.istio.io/v1alpha2", "RouteRule", f"{_NETWORKING}/v1 VirtualService", "Istio 1.0", True),
    ("config.istio.io/v1alpha2", "DestinationPolicy", f"{_NETWORKING}/v1 DestinationRule", "Istio 1.0", True),
    ("config.istio.io/v1alpha2", "EgressRule", f"{_NETWORKING}/v1 ServiceEntry", "Istio 1.0", True),
    ("config.istio.io/v1alpha2", "IngressRule", f"{_NETWORKING}/v1 VirtualService", "Istio 1.0", False),
    (
        "authentication.istio.io/v1alpha1",
        "Policy MeshPolicy",
        f"{_SECURITY}/v1 PeerAuthentication, {_SECURITY}/v1 RequestAuthentication",
        "Istio 1.6",
        False,
    ),
    (
        "rbac.istio.io/v1alpha1",
        "ClusterRbacConfig RbacConfig ServiceRole ServiceRoleBinding",
        f"{_SECURITY}/v1 AuthorizationPolicy",
        "Istio 1.6",
        False,
    ),
    (
        f"{_GATEWAY_API}/v1alpha2",
        "ReferencePolicy",
        f"{_GATEWAY_API}/v1 ReferenceGrant",
        "Gateway API 0.6",
        False,
    ),
    (f"{_GATEWAY_API}/v1alpha2", "BackendTLSPolicy", f"{_GATEWAY_API}/v1 BackendTLSPolicy", "Gateway API 1.1", False),
    (f"{_GATEWAY_API}/v1alpha2", "GRPCRoute", f"{_GATEWAY_API}/v1 GRPCRoute", "Gateway API 1.2", False),
    (f"{_GATEWAY_API}/v1alpha2", "ReferenceGrant", f"{_GATEWAY_API}/v1 ReferenceGrant", "Gateway API 1.2", False),
    (
        "gateway.networking.x-k8s.io/v1alpha1",
        "XListenerSet",
        f"{_GATEWAY_API}/v1 ListenerSet",
        "Gateway API 1.5",
        False,
    ),
)

# Versions that share their shape with the one to write: group, kinds, old versions, version of today, status.
_SAME_SHAPE: Final[tuple[tuple[str, str, str, str, Status], ...]] = (
    (
        _NETWORKING,
        "DestinationRule Gateway ServiceEntry Sidecar VirtualService WorkloadEntry WorkloadGroup",
        "v1alpha3 v1beta1",
        "v1",
        "older",
    ),
    (_SECURITY, "AuthorizationPolicy PeerAuthentication RequestAuthentication", "v1beta1", "v1", "older"),
    ("telemetry.istio.io", "Telemetry", "v1alpha1", "v1", "older"),
    (_GATEWAY_API, "Gateway GatewayClass HTTPRoute", "v1beta1", "v1", "older"),
    (_GATEWAY_API, "TCPRoute TLSRoute UDPRoute", "v1alpha2", "v1", "deprecated"),
    (_GATEWAY_API, "BackendTLSPolicy TLSRoute", "v1alpha3", "v1", "deprecated"),
)

# Removed without a change of shape: the version moved on, the fields stayed.
_RENUMBERED: Final = (
    (f"{_GATEWAY_API}/v1alpha2", "Gateway GatewayClass HTTPRoute", f"{_GATEWAY_API}/v1", "Gateway API 1.0"),
)

# Kubernetes kinds whose old versions read the same under the new one.
_SAME_SHAPE_KUBERNETES: Final = frozenset(
    {("apps/v1beta2", kind) for kind in ("ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet")}
    | {(api_version, "CronJob") for api_version in ("batch/v1beta1", "batch/v2alpha1")}
    | {
        (f"rbac.authorization.k8s.io/{version}", kind)
        for version in ("v1alpha1", "v1beta1")
        for kind in ("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding")
    }
    | {
        ("extensions/v1beta1", "NetworkPolicy"),
        ("networking.k8s.io/v1beta1", "IngressClass"),
        ("coordination.k8s.io/v1beta1", "Lease"),
        ("scheduling.k8s.io/v1alpha1", "PriorityClass"),
        ("scheduling.k8s.io/v1beta1", "PriorityClass"),
        ("apiregistration.k8s.io/v1beta1", "APIService"),
        ("storage.k8s.io/v1beta1", "StorageClass"),
        ("node.k8s.io/v1beta1", "RuntimeClass"),
    },
)


def _mesh_rows() -> Iterator[Legacy]:
    for api_version, kinds, successor, since, convertible in _REMOVED:
        for kind in kinds.split():
            yield Legacy(
                api_version=api_version,
                kind=kind,
                status="removed",
                successors=tuple(successor.split(", ")),
                since=since,
                convertible=convertible,
            )
    for api_version, kinds, successor, since in _RENUMBERED:
        for kind in kinds.split():
            yield Legacy(
                api_version=api_version,
                kind=kind,
                status="removed",
                successors=(f"{successor} {kind}",),
                since=since,
                same_shape=True,
            )
    for group, kinds, versions, version, status in _SAME_SHAPE:
        for kind in kinds.split():
            for old in versions.split():
                yield Legacy(
                    api_version=f"{group}/{old}",
                    kind=kind,
                    status=status,
                    successors=(f"{group}/{version} {kind}",),
                    same_shape=True,
                )


def _kubernetes_rows() -> Iterator[Legacy]:
    for (api_version, kind), replacement in REPLACEMENTS.items():
        successor = replacement.api_version
        release = replacement.removed_in
        yield Legacy(
            api_version=api_version,
            kind=kind,
            status="removed",
            successors=() if successor is None else (f"{successor} {kind}",),
            since=release if release[0].isalpha() else f"Kubernetes {release}",
            same_shape=(api_version, kind) in _SAME_SHAPE_KUBERNETES,
        )


# By apiVersion and kind.
LEGACY: Final[Mapping[tuple[str, str], Legacy]] = {
    (row.api_version, row.kind): row for rows in (_kubernetes_rows(), _mesh_rows()) for row in rows
}
