from __future__ import annotations

import pytest

from meshctl.k8s.gvk import KINDS, REPLACEMENTS, WORKLOADS, GroupVersionKind, Replacement


@pytest.mark.parametrize(
    ("api_version", "kind", "expected"),
    [
        ("v1", "Pod", GroupVersionKind("", "v1", "Pod")),
        ("apps/v1", "Deployment", GroupVersionKind("apps", "v1", "Deployment")),
        ("networking.istio.io/v1", "Gateway", GroupVersionKind("networking.istio.io", "v1", "Gateway")),
        ("", "Pod", GroupVersionKind("", "", "Pod")),
    ],
)
def test_group_version_and_kind_come_from_two_fields(api_version: str, kind: str, expected: GroupVersionKind) -> None:
    found = GroupVersionKind.parse(api_version, kind)
    assert found == expected
    assert found.api_version == api_version


def test_a_cron_job_keeps_metadata_on_the_job_template() -> None:
    workload = WORKLOADS["CronJob"]
    assert workload.metadata == ("spec", "jobTemplate", "metadata")
    assert workload.spec == ("spec", "jobTemplate", "spec", "template", "spec")


@pytest.mark.parametrize("kind", ["ReplicationController", "DeploymentConfig"])
def test_two_kinds_insist_on_their_template(kind: str) -> None:
    assert WORKLOADS[kind].required == ("spec", "template")


def test_other_workloads_do_without() -> None:
    assert all(WORKLOADS[kind].required is None for kind in ("Pod", "Deployment", "Job", "CronJob", "DaemonSet"))
    assert "PodTemplate" not in WORKLOADS


@pytest.mark.parametrize(
    ("group", "kind", "plural", "namespaced"),
    [
        ("", "Namespace", "namespaces", False),
        ("", "Endpoints", "endpoints", True),
        ("networking.k8s.io", "NetworkPolicy", "networkpolicies", True),
        ("networking.k8s.io", "IngressClass", "ingressclasses", False),
        ("rbac.authorization.k8s.io", "ClusterRole", "clusterroles", False),
        ("apps.openshift.io", "DeploymentConfig", "deploymentconfigs", True),
    ],
)
def test_kinds_know_plural_and_scope(group: str, kind: str, plural: str, namespaced: bool) -> None:
    found = KINDS[group, kind]
    assert (found.plural, found.namespaced) == (plural, namespaced)


def test_versions_that_went_away_name_a_successor_that_exists() -> None:
    assert REPLACEMENTS["apps/v1beta1", "Deployment"] == Replacement("apps/v1", "1.16")
    assert REPLACEMENTS["batch/v1beta1", "CronJob"] == Replacement("batch/v1", "1.25")
    for (_, kind), replacement in REPLACEMENTS.items():
        if replacement.api_version is not None:
            gvk = GroupVersionKind.parse(replacement.api_version, kind)
            assert KINDS[gvk.group, kind].gvk == gvk


def test_current_versions_need_no_replacement() -> None:
    assert not [info.gvk for info in KINDS.values() if (info.gvk.api_version, info.gvk.kind) in REPLACEMENTS]
