"""Pods and pod templates of a snapshot, found by label selector; and whether they take part in the mesh.

A pod template of a Deployment counts like the pods it makes (upstream sees only Pods). Where the set holds pods made
from a template, the template stands aside, so that one workload is not counted twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.model.fields import JSONObject, dig, labels_of, mapping, objects
from meshctl.model.kinds import NAMESPACE, POD, POD_TEMPLATES
from meshctl.model.snapshot import Snapshot, namespace_labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource

PROXY_CONTAINER = "istio-proxy"
INJECT = "sidecar.istio.io/inject"
NAMESPACE_INJECTION = "istio-injection"
REVISION = "istio.io/rev"
DATAPLANE_MODE = "istio.io/dataplane-mode"

# All kinds the workload table reads; rules that use it declare them.
WORKLOAD_KINDS = tuple(POD_TEMPLATES)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Workload:
    """A pod, or the pod template of a workload; `path` leads from the resource to metadata and spec."""

    resource: MeshResource
    path: FieldPath
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    spec: JSONObject

    @property
    def namespace(self) -> str:
        """Namespace the pods run in."""
        return self.resource.namespace

    @property
    def is_pod(self) -> bool:
        """Whether this is a Pod rather than a template."""
        return self.resource.kind == POD

    def containers(self, *, init: bool = False) -> Iterator[tuple[FieldPath, JSONObject]]:
        """Path (from the resource) and value of each container, init containers last if wanted."""
        for part in ("containers", "initContainers") if init else ("containers",):
            for index, container in objects(self.spec.get(part)):
                yield (*self.path, "spec", part, index), container


class WorkloadTable:
    """Workloads of a set in order of reading, with an index by label, in each namespace and in all."""

    def __init__(self, workloads: list[Workload]) -> None:
        self.all = workloads
        self._by_namespace: dict[str | None, list[Workload]] = {None: workloads}
        self._by_label: dict[tuple[str | None, str, str], list[Workload]] = {}
        for workload in workloads:
            self._by_namespace.setdefault(workload.namespace, []).append(workload)
            for key, value in workload.labels.items():
                for namespace in (None, workload.namespace):
                    self._by_label.setdefault((namespace, key, value), []).append(workload)

    def each_matching(self, selector: Mapping[str, str], namespace: str | None = None) -> Iterator[Workload]:
        """Workloads that carry all labels of `selector`, in one namespace or in all; an empty selector takes all."""
        candidates = self._by_namespace.get(namespace, [])
        for key, value in selector.items():
            found = self._by_label.get((namespace, key, value), [])
            candidates = found if len(found) < len(candidates) else candidates
        return (workload for workload in candidates if selector.items() <= workload.labels.items())

    def matching(self, selector: Mapping[str, str], namespace: str | None = None) -> list[Workload]:
        """`each_matching` as a list."""
        return list(self.each_matching(selector, namespace))

    def any_matching(self, selector: Mapping[str, str], namespace: str | None = None) -> bool:
        """Whether some workload carries all labels of `selector`."""
        return next(self.each_matching(selector, namespace), None) is not None


def workload_table(snapshot: Snapshot) -> WorkloadTable:
    """All pods, and the pod templates that no pod of the set was made from."""
    pods = [workload_of(pod) for pod in snapshot.of_kind(POD)]
    templates = [workload_of(owner) for kind in WORKLOAD_KINDS if kind != POD for owner in snapshot.of_kind(kind)]
    running = WorkloadTable(pods)
    return WorkloadTable(pods + [each for each in templates if not _has_pods(each, running)])


def _has_pods(template: Workload, running: WorkloadTable) -> bool:
    return bool(template.labels) and running.any_matching(template.labels, template.namespace)


def workload_of(resource: MeshResource) -> Workload:
    """The pod, or pod template, that a resource of one of `WORKLOAD_KINDS` holds."""
    path = POD_TEMPLATES[resource.kind]
    pod = mapping(dig(resource.value, *path))
    return Workload(
        resource=resource,
        path=path,
        labels=labels_of(dig(pod, "metadata", "labels")),
        annotations=labels_of(dig(pod, "metadata", "annotations")),
        spec=mapping(pod.get("spec")),
    )


def has_proxy(workload: Workload) -> bool:
    """Whether a container, or an init container, named istio-proxy has an image."""
    return any(
        container.get("name") == PROXY_CONTAINER and bool(container.get("image"))
        for _, container in workload.containers(init=True)
    )


def in_mesh(workload: Workload, snapshot: Snapshot) -> bool:
    """Whether pods of the workload get, or have, a sidecar.

    In this order decide: a proxy container, the inject label, the annotation of that name, the namespace's injection
    label. The namespace's revision label does not count. Source: istio/istio analyzers/util/in_mesh.go.
    """
    if has_proxy(workload):
        return True
    for decision in (workload.labels.get(INJECT), workload.annotations.get(INJECT)):
        if decision is not None:
            return decision == "true"
    return (namespace_labels(snapshot, workload.namespace) or {}).get(NAMESPACE_INJECTION) == "enabled"


def is_ambient_pod(workload: Workload) -> bool:
    """Whether the pod's traffic is redirected to the node proxy of ambient mode."""
    return workload.annotations.get("ambient.istio.io/redirection") == "enabled"


def is_ambient_namespace(labels: Mapping[str, str]) -> bool:
    """Whether these namespace labels choose ambient mode and no sidecar setting overrides them."""
    return (
        labels.get(DATAPLANE_MODE) == "ambient"
        and labels.get(NAMESPACE_INJECTION) != "enabled"
        and not labels.get(REVISION)
    )


MEMBERSHIP_KINDS = (*WORKLOAD_KINDS, NAMESPACE)


def is_control_plane(resource: MeshResource) -> bool:
    """Whether labels mark a part of the control plane: any label `istio`, or `release: istio`."""
    return "istio" in resource.labels or resource.labels.get("release") == "istio"
