"""The workload behind a pod, from its one owner.

Source: linkerd/linkerd2 controller/k8s/metadata_api.go, which asks the cluster for the owner's owner; the names that
controllers give say the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from meshctl.injection.request import Workload

if TYPE_CHECKING:
    from meshctl.k8s.types import Pod

_CRON_JOB_RUN: Final = re.compile(r"(.+)-[0-9]{8,10}", re.ASCII)


def owner_of_pod(pod: Pod, *, namespace: str = "") -> Workload:
    """What a person deployed; the pod itself where it has no owner, or several.

    `namespace` serves a pod that does not name one.
    """
    metadata = pod.get("metadata") or {}
    place = metadata.get("namespace") or namespace
    owners = metadata.get("ownerReferences") or []
    if len(owners) != 1:
        return Workload(name=metadata.get("name", ""), namespace=place)
    owner, labels = owners[0], metadata.get("labels") or {}
    api_version, kind, name = owner.get("apiVersion", ""), owner.get("kind", ""), owner.get("name", "")
    template_hash = labels.get("pod-template-hash", "")
    if kind == "ReplicaSet" and template_hash and name.endswith(f"-{template_hash}"):
        kind, name = "Deployment", name.removesuffix(f"-{template_hash}")
    elif kind == "Job" and (run := _CRON_JOB_RUN.fullmatch(name)):
        kind, name = "CronJob", run[1]
    return Workload(api_version=api_version, kind=kind, name=name, namespace=place)
