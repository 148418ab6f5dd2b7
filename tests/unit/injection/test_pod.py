from __future__ import annotations

import copy
from typing import Any

import pytest

from meshctl.errors import ManifestError
from meshctl.injection.pod import find_pod
from meshctl.injection.request import Workload
from meshctl.k8s.faults import FieldManifestError

CONTAINERS = [{"name": "app", "image": "a"}]
TEMPLATE: dict[str, Any] = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": CONTAINERS}}
JOB: dict[str, Any] = {"metadata": {"labels": {"job": "x"}}, "spec": {"template": TEMPLATE}}


def manifest(kind: str, version: str, spec: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": "w", "namespace": "ns"}, "spec": spec, **more}


@pytest.mark.parametrize(
    ("kind", "version"),
    [
        ("Deployment", "apps/v1"),
        ("Deployment", "apps/v1beta1"),
        ("Deployment", "extensions/v1beta1"),
        ("ReplicaSet", "apps/v1"),
        ("StatefulSet", "apps/v1"),
        ("StatefulSet", "apps.kruise.io/v1beta1"),
        ("DaemonSet", "apps/v1"),
        ("Job", "batch/v1"),
        ("ReplicationController", "v1"),
        ("DeploymentConfig", "apps.openshift.io/v1"),
        ("DeploymentConfig", "v1"),
    ],
)
def test_a_workload_gives_its_template_and_itself_as_owner(kind: str, version: str) -> None:
    ref = find_pod(manifest(kind, version, {"template": TEMPLATE}))
    assert ref is not None
    assert ref.pod == TEMPLATE
    assert ref.workload == Workload(api_version=version, kind=kind, name="w", namespace="ns")
    assert (ref.metadata_path, ref.spec_path) == (("spec", "template", "metadata"), ("spec", "template", "spec"))


def test_a_pod_is_its_own_template() -> None:
    ref = find_pod({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": CONTAINERS}})
    assert ref is not None
    assert ref.pod == {"metadata": {"name": "p"}, "spec": {"containers": CONTAINERS}}
    assert ref.workload == Workload(api_version="v1", kind="Pod", name="p")


def test_a_cron_job_takes_labels_and_annotations_on_its_job_template() -> None:
    ref = find_pod(manifest("CronJob", "batch/v1", {"schedule": "x", "jobTemplate": JOB}))
    assert ref is not None
    assert ref.pod == {"metadata": {"labels": {"job": "x"}}, "spec": {"containers": CONTAINERS}}
    assert ref.metadata_path == ("spec", "jobTemplate", "metadata")
    assert ref.spec_path == ("spec", "jobTemplate", "spec", "template", "spec")


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "Service", "spec": {"template": TEMPLATE}},
        {"kind": "Rollout", "apiVersion": "argoproj.io/v1alpha1", "spec": {"template": TEMPLATE}},
        {"kind": ["Deployment"]},
        {"kind": "deployment", "spec": {"template": TEMPLATE}},
        {"spec": {"template": TEMPLATE}},
        {"kind": "Deployment", "spec": {"replicas": 3}},
        {"kind": "Deployment", "spec": {"template": {"metadata": {}}}},
        {"kind": "Deployment", "spec": None},
    ],
)
def test_what_makes_no_pods_is_passed_over(value: dict[str, Any]) -> None:
    assert find_pod(value) is None


@pytest.mark.parametrize(("kind", "version"), [("ReplicationController", "v1"), ("DeploymentConfig", "v1")])
@pytest.mark.parametrize("spec", [{}, {"template": None}])
def test_a_template_that_must_be_there_is_missed(kind: str, version: str, spec: dict[str, Any]) -> None:
    with pytest.raises(ManifestError, match=r"spec\.template is required value"):
        find_pod(manifest(kind, version, spec))


def test_plain_numbers_and_booleans_become_text_where_text_belongs() -> None:
    template = {"metadata": {"labels": {"sidecar.istio.io/inject": True, "v": 1, "f": 1.50}}, "spec": TEMPLATE["spec"]}
    ref = find_pod(manifest("Deployment", "apps/v1", {"template": template}))
    assert ref is not None
    assert (ref.pod.get("metadata") or {})["labels"] == {"sidecar.istio.io/inject": "true", "v": "1", "f": "1.5"}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (
            {"template": {**TEMPLATE, "spec": {"containers": [{"name": "a", "tty": "yes"}]}}},
            "spec.template.spec.containers[0].tty",
        ),
        ({"template": {**TEMPLATE, "metadata": {"labels": ["x"]}}}, "spec.template.metadata.labels"),
        ({"template": TEMPLATE, "replicas": "3"}, "spec.replicas"),
        ({"template": {"spec": {"containers": [None]}}}, "spec.template.spec.containers[0]"),
        (
            {"template": {"spec": {"initContainers": [{"name": "i", "env": [None]}]}}},
            "spec.template.spec.initContainers[0].env[0]",
        ),
    ],
)
def test_a_field_of_the_wrong_type_is_named_by_its_path_in_the_manifest(change: dict[str, Any], path: str) -> None:
    with pytest.raises(FieldManifestError) as caught:
        find_pod(manifest("Deployment", "apps/v1", change))
    assert caught.value.message.startswith(f"{path}: found ")


def test_fields_around_the_pod_of_a_foreign_workload_are_its_own_business() -> None:
    spec = {"template": TEMPLATE, "replicas": "three", "serviceName": 3}
    assert find_pod(manifest("StatefulSet", "apps.kruise.io/v1beta1", spec)) is not None
    bad = {"template": {"spec": {"containers": [{"name": "a", "tty": "yes"}]}}}
    with pytest.raises(FieldManifestError) as caught:
        find_pod(manifest("StatefulSet", "apps.kruise.io/v1beta1", bad))
    assert caught.value.path == ("spec", "template", "spec", "containers", 0, "tty")


def test_the_pod_goes_back_to_where_it_stood_and_nothing_else_is_touched() -> None:
    value = manifest("CronJob", "batch/v1", {"schedule": "x", "jobTemplate": JOB}, unknown=[1])
    before = copy.deepcopy(value)
    ref = find_pod(value)
    assert ref is not None
    changed = ref.put_back(value, {"metadata": {"labels": {"new": "l"}}, "spec": {"containers": []}})
    assert value == before
    assert changed["unknown"] is value["unknown"]
    assert changed["spec"]["jobTemplate"]["metadata"] == {"labels": {"new": "l"}}
    assert changed["spec"]["jobTemplate"]["spec"]["template"] == {
        "metadata": TEMPLATE["metadata"],
        "spec": {"containers": []},
    }
    assert ref.put_back(value, ref.pod) is value
