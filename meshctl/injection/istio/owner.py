"""The workload behind a pod, from the owner that controls it.

Source: istio pkg/kube/util.go (GetDeployMetaFromPod).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from meshctl.injection.request import Workload

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.k8s.types import ObjectMeta, OwnerReference, Pod

_CRON_JOB_RUN: Final = re.compile(r"(.+)-[0-9]{8,10}", re.ASCII)


def owner_of_pod(pod: Pod, *, namespace: str = "") -> Workload:
    """The workload that made `pod`: what a person deployed, not the ReplicaSet or Job in between.

    A pod that was not made from a template, or that nothing controls, is its own. `namespace` serves a pod that does
    not name one.
    """
    metadata = pod.get("metadata") or {}
    place = metadata.get("namespace") or namespace
    owner = _controller(metadata) if metadata.get("generateName") else None
    if owner is None:
        return Workload(name=metadata.get("name", ""), namespace=place)
    api_version, kind, name = _refine(owner, metadata.get("labels") or {})
    return Workload(api_version=api_version, kind=kind, name=name, namespace=place)


def _controller(metadata: ObjectMeta) -> OwnerReference | None:
    owners = metadata.get("ownerReferences") or []
    return next((owner for owner in owners if owner.get("controller") is True), None)


def _refine(owner: OwnerReference, labels: Mapping[str, str]) -> tuple[str, str, str]:
    """API version, kind and name of the workload that made the owner, or those of the owner itself."""
    api_version, kind, name = owner.get("apiVersion", ""), owner.get("kind", ""), owner.get("name", "")
    if kind == "ReplicaSet":
        template_hash = labels.get("pod-template-hash", "")
        if template_hash and name.endswith(template_hash):
            return api_version, "Deployment", name.removesuffix(f"-{template_hash}")
        template_hash = labels.get("rollouts-pod-template-hash", "")
        if template_hash and name.endswith(template_hash):
            return "v1alpha1", "Rollout", name.removesuffix(f"-{template_hash}")
    if kind == "ReplicationController" and labels.get("deploymentconfig"):
        return api_version, "DeploymentConfig", labels["deploymentconfig"]
    if kind == "Job" and (run := _CRON_JOB_RUN.fullmatch(name)):
        return "batch/v1", "CronJob", run[1]
    return api_version, kind, name
