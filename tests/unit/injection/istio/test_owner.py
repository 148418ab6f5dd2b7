from __future__ import annotations

import pytest

from meshctl.injection.istio.owner import owner_of_pod
from meshctl.injection.request import Workload
from meshctl.k8s.types import Pod


def owned(kind: str, name: str, *, labels: dict[str, str] | None = None, generated: bool = True) -> Pod:
    owner = {"apiVersion": "g/v1", "kind": kind, "name": name, "controller": True}
    metadata = {"name": "p", "namespace": "ns", "labels": labels or {}, "ownerReferences": [owner]}
    return {"metadata": {**metadata, "generateName": "p-"} if generated else metadata}  # type: ignore[typeddict-item]


@pytest.mark.parametrize(
    ("kind", "name", "labels", "expected"),
    [
        ("ReplicaSet", "web-abc", {"pod-template-hash": "abc"}, ("g/v1", "Deployment", "web")),
        ("ReplicaSet", "web-abc", {"pod-template-hash": ""}, ("g/v1", "ReplicaSet", "web-abc")),
        ("ReplicaSet", "web-abc", {"pod-template-hash": "xyz"}, ("g/v1", "ReplicaSet", "web-abc")),
        ("ReplicaSet", "web-abc", {"rollouts-pod-template-hash": "abc"}, ("v1alpha1", "Rollout", "web")),
        ("Job", "backup-28191840", {}, ("batch/v1", "CronJob", "backup")),
        ("Job", "backup-1234567", {}, ("g/v1", "Job", "backup-1234567")),
        ("Job", "backup-12345678901", {}, ("g/v1", "Job", "backup-12345678901")),
        ("ReplicationController", "rc", {"deploymentconfig": "dc"}, ("g/v1", "DeploymentConfig", "dc")),
        ("StatefulSet", "db", {}, ("g/v1", "StatefulSet", "db")),
    ],
)
def test_what_a_person_deployed_is_found_behind_the_owner(
    kind: str, name: str, labels: dict[str, str], expected: tuple[str, str, str]
) -> None:
    api_version, found_kind, found_name = expected
    assert owner_of_pod(owned(kind, name, labels=labels)) == Workload(
        api_version=api_version, kind=found_kind, name=found_name, namespace="ns"
    )


def test_a_pod_with_a_name_of_its_own_is_its_own_workload() -> None:
    itself = Workload(api_version="v1", kind="Pod", name="p", namespace="ns")
    assert owner_of_pod(owned("ReplicaSet", "web-abc", generated=False)) == itself


def test_only_the_controller_counts_and_the_request_may_give_the_namespace() -> None:
    metadata = {"generateName": "p-", "ownerReferences": [{"kind": "Node", "name": "n", "controller": False}]}
    assert owner_of_pod({"metadata": metadata}, namespace="web") == Workload(namespace="web")  # type: ignore[typeddict-item]
