from __future__ import annotations

import pytest

from meshctl.k8s.gvk import REPLACEMENTS
from meshctl.mesh.convert import is_legacy
from meshctl.mesh.legacy import LEGACY, find_legacy


@pytest.mark.parametrize(
    ("api_version", "kind", "why", "remedy"),
    [
        (
            "config.istio.io/v1alpha2",
            "RouteRule",
            "was removed in Istio 1.0",
            "Use networking.istio.io/v1 VirtualService; `meshctl convert` translates it.",
        ),
        (
            "extensions/v1beta1",
            "Deployment",
            "was removed in Kubernetes 1.16",
            "Use apps/v1 Deployment; fields differ, so check each.",
        ),
        (
            "networking.istio.io/v1alpha3",
            "Sidecar",
            "is an older version of the same API",
            "Use networking.istio.io/v1 Sidecar.",
        ),
        (
            "gateway.networking.k8s.io/v1alpha2",
            "TLSRoute",
            "is deprecated",
            "Use gateway.networking.k8s.io/v1 TLSRoute.",
        ),
        (
            "policy/v1beta1",
            "PodSecurityPolicy",
            "was removed in Kubernetes 1.25",
            "Remove it; nothing takes its place.",
        ),
        (
            "v1",
            "DeploymentConfig",
            "was removed in OpenShift 4",
            "Use apps.openshift.io/v1 DeploymentConfig; fields differ, so check each.",
        ),
    ],
)
def test_a_legacy_version_names_its_fate_and_its_successor(api_version: str, kind: str, why: str, remedy: str) -> None:
    legacy = find_legacy(api_version, kind)
    assert legacy is not None
    assert (legacy.why, legacy.remedy) == (why, remedy)


@pytest.mark.parametrize(
    ("api_version", "kind"),
    [
        ("networking.istio.io/v1", "VirtualService"),
        ("networking.istio.io/v1alpha3", "EnvoyFilter"),
        ("networking.istio.io/v1beta1", "ProxyConfig"),
        ("extensions.istio.io/v1alpha1", "WasmPlugin"),
        ("gateway.networking.k8s.io/v1beta1", "ReferenceGrant"),
        ("apps/v1", "Deployment"),
        ("example.com/v1beta1", "Deployment"),
        ("", ""),
    ],
)
def test_versions_to_be_written_today_and_unknown_ones_are_not_legacy(api_version: str, kind: str) -> None:
    assert find_legacy(api_version, kind) is None


def test_every_kind_of_mixers_group_is_removed() -> None:
    legacy = find_legacy("config.istio.io/v1alpha2", "quotaspec")
    assert legacy is not None
    assert (legacy.status, legacy.since, legacy.convertible) == ("removed", "Istio 1.8", False)


def test_a_routing_kind_is_known_under_every_version_of_its_group() -> None:
    assert find_legacy("config.istio.io/v1beta1", "EgressRule") == find_legacy("config.istio.io/v1alpha2", "EgressRule")


def test_what_claims_to_be_convertible_is_converted() -> None:
    for legacy in LEGACY.values():
        if legacy.convertible:
            assert is_legacy({"apiVersion": legacy.api_version, "kind": legacy.kind})


def test_no_successor_is_legacy_itself() -> None:
    for legacy in LEGACY.values():
        for successor in legacy.successors:
            assert find_legacy(*successor.split(" ")) is None


def test_every_replacement_that_kubernetes_names_is_listed() -> None:
    assert set(REPLACEMENTS) <= set(LEGACY)
