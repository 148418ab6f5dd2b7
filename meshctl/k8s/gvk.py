"""Group, version and kind; where a workload keeps its pod; kinds with plural and scope; versions that went away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class GroupVersionKind(NamedTuple):
    """What a manifest says it is; the core group is the empty text."""

    group: str
    version: str
    kind: str

    @classmethod
    def parse(cls, api_version: str, kind: str) -> GroupVersionKind:
        """From the two fields of a manifest: `apps/v1` and `Deployment`, or `v1` and `Pod`."""
        group, slash, version = api_version.rpartition("/")
        return cls(group if slash else "", version, kind)

    @property
    def api_version(self) -> str:
        """`apps/v1`, or `v1` in the core group."""
        return f"{self.group}/{self.version}" if self.group else self.version

    def __str__(self) -> str:
        """`apps/v1 Deployment`."""
        return f"{self.api_version} {self.kind}"


class Workload(NamedTuple):
    """Where a kind keeps the pod it makes: the metadata that injection changes, and the pod spec."""

    kind: str
    metadata: tuple[str, ...]
    spec: tuple[str, ...]
    # The object whose absence makes the workload invalid, where upstream insists on it.
    required: tuple[str, ...] | None = None


_TEMPLATE: Final = ("spec", "template")

# By kind name alone: `extensions/v1beta1` and `apps/v1` Deployments are injected alike.
# NB: for a CronJob labels and annotations go on the job template and its pods never get them. Istio does so, and
# the same pods as Istio's are the promise.
WORKLOADS: Final[Mapping[str, Workload]] = {
    workload.kind: workload
    for workload in (
        Workload("Pod", ("metadata",), ("spec",)),
        *(
            Workload(kind, (*_TEMPLATE, "metadata"), (*_TEMPLATE, "spec"))
            for kind in ("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job")
        ),
        Workload("CronJob", ("spec", "jobTemplate", "metadata"), ("spec", "jobTemplate", "spec", "template", "spec")),
        *(
            Workload(kind, (*_TEMPLATE, "metadata"), (*_TEMPLATE, "spec"), required=_TEMPLATE)
            for kind in ("ReplicationController", "DeploymentConfig")
        ),
    )
}


class KindInfo(NamedTuple):
    """A kind of Kubernetes' own: the version to write today, the plural in URLs and rules, the scope."""

    gvk: GroupVersionKind
    plural: str
    namespaced: bool


# One row a group: apiVersion, then the kinds with their plurals, namespaced ones first.
_KINDS: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "v1",
        (
            "ConfigMap:configmaps Endpoints:endpoints Event:events LimitRange:limitranges "
            "PersistentVolumeClaim:persistentvolumeclaims Pod:pods PodTemplate:podtemplates "
            "ReplicationController:replicationcontrollers ResourceQuota:resourcequotas Secret:secrets "
            "Service:services ServiceAccount:serviceaccounts"
        ),
        "Namespace:namespaces Node:nodes PersistentVolume:persistentvolumes",
    ),
    (
        "apps/v1",
        (
            "ControllerRevision:controllerrevisions DaemonSet:daemonsets Deployment:deployments "
            "ReplicaSet:replicasets StatefulSet:statefulsets"
        ),
        "",
    ),
    ("batch/v1", "CronJob:cronjobs Job:jobs", ""),
    ("autoscaling/v2", "HorizontalPodAutoscaler:horizontalpodautoscalers", ""),
    ("policy/v1", "PodDisruptionBudget:poddisruptionbudgets", ""),
    ("networking.k8s.io/v1", "Ingress:ingresses NetworkPolicy:networkpolicies", "IngressClass:ingressclasses"),
    ("discovery.k8s.io/v1", "EndpointSlice:endpointslices", ""),
    ("coordination.k8s.io/v1", "Lease:leases", ""),
    ("events.k8s.io/v1", "Event:events", ""),
    (
        "rbac.authorization.k8s.io/v1",
        "Role:roles RoleBinding:rolebindings",
        "ClusterRole:clusterroles ClusterRoleBinding:clusterrolebindings",
    ),
    (
        "admissionregistration.k8s.io/v1",
        "",
        (
            "MutatingWebhookConfiguration:mutatingwebhookconfigurations "
            "ValidatingWebhookConfiguration:validatingwebhookconfigurations "
            "ValidatingAdmissionPolicy:validatingadmissionpolicies "
            "ValidatingAdmissionPolicyBinding:validatingadmissionpolicybindings"
        ),
    ),
    ("apiextensions.k8s.io/v1", "", "CustomResourceDefinition:customresourcedefinitions"),
    ("apiregistration.k8s.io/v1", "", "APIService:apiservices"),
    ("certificates.k8s.io/v1", "", "CertificateSigningRequest:certificatesigningrequests"),
    (
        "flowcontrol.apiserver.k8s.io/v1",
        "",
        "FlowSchema:flowschemas PriorityLevelConfiguration:prioritylevelconfigurations",
    ),
    ("node.k8s.io/v1", "", "RuntimeClass:runtimeclasses"),
    ("scheduling.k8s.io/v1", "", "PriorityClass:priorityclasses"),
    (
        "storage.k8s.io/v1",
        "CSIStorageCapacity:csistoragecapacities",
        "CSIDriver:csidrivers CSINode:csinodes StorageClass:storageclasses VolumeAttachment:volumeattachments",
    ),
    ("apps.openshift.io/v1", "DeploymentConfig:deploymentconfigs", ""),
)


def _kind_table() -> dict[tuple[str, str], KindInfo]:
    found: dict[tuple[str, str], KindInfo] = {}
    for api_version, *columns in _KINDS:
        for column, namespaced in zip(columns, (True, False), strict=True):
            for entry in column.split():
                kind, plural = entry.split(":")
                gvk = GroupVersionKind.parse(api_version, kind)
                found[gvk.group, kind] = KindInfo(gvk, plural, namespaced)
    return found


# By group and kind: the scope does not change with the version.
KINDS: Final[Mapping[tuple[str, str], KindInfo]] = _kind_table()


class Replacement(NamedTuple):
    """What to write in place of an apiVersion that is gone: nothing (None) when there is no successor."""

    api_version: str | None
    removed_in: str  # the Kubernetes (or OpenShift) release that stopped serving the old one


_ROLES: Final = "ClusterRole ClusterRoleBinding Role RoleBinding"
_FLOWS: Final = "FlowSchema PriorityLevelConfiguration"
_RBAC: Final = "rbac.authorization.k8s.io"
_FLOW_CONTROL: Final = "flowcontrol.apiserver.k8s.io"

# By apiVersion, then kinds, successor and release. Source: Kubernetes deprecated API migration guide.
_REMOVED: Final[tuple[tuple[str, str, str | None, str], ...]] = (
    ("extensions/v1beta1", "DaemonSet Deployment ReplicaSet", "apps/v1", "1.16"),
    ("extensions/v1beta1", "NetworkPolicy", "networking.k8s.io/v1", "1.16"),
    ("extensions/v1beta1", "PodSecurityPolicy", None, "1.16"),
    ("extensions/v1beta1", "Ingress", "networking.k8s.io/v1", "1.22"),
    ("apps/v1beta1", "ControllerRevision Deployment StatefulSet", "apps/v1", "1.16"),
    ("apps/v1beta2", "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet", "apps/v1", "1.16"),
    ("batch/v2alpha1", "CronJob", "batch/v1", "1.21"),
    ("batch/v1beta1", "CronJob", "batch/v1", "1.25"),
    ("networking.k8s.io/v1beta1", "Ingress IngressClass", "networking.k8s.io/v1", "1.22"),
    ("policy/v1beta1", "PodDisruptionBudget", "policy/v1", "1.25"),
    ("policy/v1beta1", "PodSecurityPolicy", None, "1.25"),
    ("autoscaling/v2beta1", "HorizontalPodAutoscaler", "autoscaling/v2", "1.25"),
    ("autoscaling/v2beta2", "HorizontalPodAutoscaler", "autoscaling/v2", "1.26"),
    (f"{_RBAC}/v1alpha1", _ROLES, f"{_RBAC}/v1", "1.22"),
    (f"{_RBAC}/v1beta1", _ROLES, f"{_RBAC}/v1", "1.22"),
    (
        "admissionregistration.k8s.io/v1beta1",
        "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
        "admissionregistration.k8s.io/v1",
        "1.22",
    ),
    ("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", "apiextensions.k8s.io/v1", "1.22"),
    ("apiregistration.k8s.io/v1beta1", "APIService", "apiregistration.k8s.io/v1", "1.22"),
    ("certificates.k8s.io/v1beta1", "CertificateSigningRequest", "certificates.k8s.io/v1", "1.22"),
    ("coordination.k8s.io/v1beta1", "Lease", "coordination.k8s.io/v1", "1.22"),
    ("scheduling.k8s.io/v1alpha1", "PriorityClass", "scheduling.k8s.io/v1", "1.22"),
    ("scheduling.k8s.io/v1beta1", "PriorityClass", "scheduling.k8s.io/v1", "1.22"),
    ("storage.k8s.io/v1beta1", "CSIDriver CSINode StorageClass VolumeAttachment", "storage.k8s.io/v1", "1.22"),
    ("storage.k8s.io/v1beta1", "CSIStorageCapacity", "storage.k8s.io/v1", "1.27"),
    ("discovery.k8s.io/v1beta1", "EndpointSlice", "discovery.k8s.io/v1", "1.25"),
    ("events.k8s.io/v1beta1", "Event", "events.k8s.io/v1", "1.25"),
    ("node.k8s.io/v1beta1", "RuntimeClass", "node.k8s.io/v1", "1.25"),
    (f"{_FLOW_CONTROL}/v1beta1", _FLOWS, f"{_FLOW_CONTROL}/v1", "1.26"),
    (f"{_FLOW_CONTROL}/v1beta2", _FLOWS, f"{_FLOW_CONTROL}/v1", "1.29"),
    (f"{_FLOW_CONTROL}/v1beta3", _FLOWS, f"{_FLOW_CONTROL}/v1", "1.32"),
    ("v1", "DeploymentConfig", "apps.openshift.io/v1", "OpenShift 4"),
)  # fmt: skip

REPLACEMENTS: Final[Mapping[tuple[str, str], Replacement]] = {
    (api_version, kind): Replacement(successor, release)
    for api_version, kinds, successor, release in _REMOVED
    for kind in kinds.split()
}
