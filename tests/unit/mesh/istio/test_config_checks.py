from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from meshctl.mesh.istio.config_checks import (
    address_problem,
    mesh_config_problems,
    proxy_config_problems,
    trust_domain_problem,
)
from meshctl.mesh.istio.mesh_config import built_in_mesh_config
from meshctl.mesh.istio.proxy_config import built_in_proxy_config

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue


def proxy_problems(**settings: JSONValue) -> list[str]:
    return list(proxy_config_problems({**built_in_proxy_config(), **settings}))


def mesh_problems(**settings: JSONValue) -> list[str]:
    return list(mesh_config_problems({**built_in_mesh_config(), **settings}))


def test_the_built_in_settings_are_valid() -> None:
    assert proxy_problems() == []
    assert mesh_problems() == []


@pytest.mark.parametrize(
    "settings",
    [
        {"configPath": ""},
        {"binaryPath": ""},
        {"serviceCluster": ""},
        {"drainDuration": "0s"},
        {"drainDuration": "1.500s"},
        {"discoveryAddress": ""},
        {"discoveryAddress": "a:0"},
        {"proxyAdminPort": 0},
        {"statusPort": 65536},
        {"statsdUdpAddress": "nope"},
        {"envoyMetricsService": {"address": "nope"}},
        {"envoyAccessLogService": {"address": "a:b"}},
        {"tracing": {"zipkin": {"address": "zipkin"}}},
        {"tracing": {"lightstep": {"address": "a:1"}}},
        {"tracing": {"datadog": {"address": "$(HOST_IP)"}}},
        {"tracing": {"tlsSettings": {"mode": "MUTUAL", "privateKey": "k"}}},
        {"tracing": {"tlsSettings": {"mode": "SIMPLE", "credentialName": "c", "caCertificates": "f"}}},
        {"tracing": {"tlsSettings": {"mode": "SIMPLE", "insecureSkipVerify": True, "caCertificates": "f"}}},
        {"privateKeyProvider": {"cryptomb": {}}},
        {"privateKeyProvider": {"qat": {"pollDelay": "0s"}}},
    ],
)
def test_a_wrong_setting_of_the_proxy_gives_one_problem_at_its_path(settings: dict[str, JSONValue]) -> None:
    (problem,) = proxy_problems(**settings)
    assert problem.startswith(next(iter(settings)))


@pytest.mark.parametrize(
    "settings",
    [
        {"drainDuration": "60s"},
        {"discoveryAddress": "[::1]:15012"},
        {"tracing": {"zipkin": {"address": "$(HOST_IP):9411"}}},
        {"tracing": {}},
        {"tracing": {"tlsSettings": {"mode": "SIMPLE", "caCertificates": "f"}}},
        {"privateKeyProvider": {"qat": {"pollDelay": "0.010s"}}},
        {"envoyMetricsService": {}},
    ],
)
def test_settings_in_use_are_valid(settings: dict[str, JSONValue]) -> None:
    assert proxy_problems(**settings) == []


def test_a_tracing_service_name_stands_for_the_service_cluster() -> None:
    config = built_in_proxy_config()
    del config["serviceCluster"]
    assert list(proxy_config_problems(config)) == ["serviceCluster: must be set"]
    assert list(proxy_config_problems({**config, "tracingServiceName": "CANONICAL_NAME_ONLY"})) == []


@pytest.mark.parametrize(
    "settings",
    [
        {"proxyListenPort": 0},
        {"trustDomain": ""},
        {"trustDomain": "*.local"},
        {"connectTimeout": "3601s"},
        {"connectTimeout": "0s"},
        {"protocolDetectionTimeout": "0.000001s"},
        {"extensionProviders": [{"zipkin": {}}]},
        {"extensionProviders": [{"name": "a"}, {"name": "a"}]},
        {"defaultConfig": {**built_in_proxy_config(), "statusPort": 0}},
    ],
)
def test_a_wrong_setting_of_the_mesh_gives_one_problem_at_its_path(settings: dict[str, JSONValue]) -> None:
    (problem,) = mesh_problems(**settings)
    assert problem.startswith(next(iter(settings)))


@pytest.mark.parametrize("text", ["istiod.istio-system.svc:15012", "10.0.0.1:1", "[fd00::1]:65535", "localhost:80"])
def test_addresses_are_host_and_port(text: str) -> None:
    assert address_problem(text) is None


@pytest.mark.parametrize(
    "text", ["", "a", ":80", "a:", "a:http", "a:65536", "fd00::1:80", "[nope]:80", "a b:80", "1.2.3:80"]
)
def test_other_texts_are_no_addresses(text: str) -> None:
    assert address_problem(text) is not None


@pytest.mark.parametrize(
    ("text", "valid"), [("cluster.local", True), ("td.", True), ("1", True), ("a_b", False), ("", False)]
)
def test_trust_domains_are_labels_between_dots(text: str, valid: bool) -> None:
    assert (trust_domain_problem(text) is None) is valid
