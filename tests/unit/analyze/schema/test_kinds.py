from __future__ import annotations

import pytest

from meshctl.analyze.schema import find_kind, known_kinds, known_versions


@pytest.mark.parametrize("version", ["v1", "v1beta1", "v1alpha3"])
def test_each_served_version_of_a_kind_is_found(version: str) -> None:
    schema = find_kind(f"networking.istio.io/{version}", "VirtualService")
    assert schema is not None
    assert (schema.group, schema.plural, schema.namespaced, schema.served) == (
        "networking.istio.io",
        "virtualservices",
        True,
        True,
    )


@pytest.mark.parametrize(
    ("api_version", "kind"),
    [("networking.istio.io/v2", "VirtualService"), ("networking.istio.io/v1", "virtualservice"), ("v1", "Deployment")],
)
def test_another_version_or_spelling_is_unknown(api_version: str, kind: str) -> None:
    assert find_kind(api_version, kind) is None


def test_versions_of_a_kind_start_with_the_stored_one() -> None:
    assert known_versions("telemetry.istio.io", "Telemetry") == ("telemetry.istio.io/v1alpha1", "telemetry.istio.io/v1")
    assert known_versions("gateway.networking.k8s.io", "TCPRoute") == (
        "gateway.networking.k8s.io/v1",
        "gateway.networking.k8s.io/v1alpha2",
    )
    assert known_versions("", "Pod") == ("v1",)
    assert known_versions("example.com", "Pod") == ()


def test_a_channel_decides_what_is_served_and_what_exists() -> None:
    old = "gateway.networking.k8s.io/v1alpha2"
    standard, experimental = find_kind(old, "TCPRoute", "standard"), find_kind(old, "TCPRoute", "experimental")
    assert standard is not None
    assert experimental is not None
    assert (standard.served, experimental.served) == (False, True)
    assert experimental.deprecated
    assert find_kind("gateway.networking.x-k8s.io/v1alpha1", "XMesh", "standard") is None
    assert find_kind("networking.istio.io/v1", "Gateway", "standard") is not None


def test_every_schema_of_the_index_compiles_and_every_group_is_covered() -> None:
    kinds = known_kinds()
    for kind in kinds:
        kind.check()
    assert {kind.origin for kind in kinds} == {"istio", "gateway-api", "kubernetes"}
    assert len({(kind.api_version, kind.kind, kind.channel) for kind in kinds}) == len(kinds) > 80
