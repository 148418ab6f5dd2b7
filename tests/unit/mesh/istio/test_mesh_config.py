from __future__ import annotations

import pytest

from meshctl.errors import Place, SettingsError
from meshctl.k8s.types import JSONValue
from meshctl.mesh.istio.mesh_config import (
    built_in_mesh_config,
    default_config,
    load_mesh_config,
    with_annotation,
)
from meshctl.mesh.istio.proxy_config import built_in_proxy_config, decode_proxy_config


def test_an_empty_document_leaves_the_built_in_settings() -> None:
    assert load_mesh_config(None).config == built_in_mesh_config()
    assert load_mesh_config({}).config == built_in_mesh_config()
    assert built_in_mesh_config()["trustDomain"] == "cluster.local"
    assert default_config(built_in_mesh_config()) == built_in_proxy_config()


def test_fields_replace_those_of_the_base_zero_values_too() -> None:
    config = load_mesh_config({"trust_domain": "td", "enableTracing": False, "enablePrometheusMerge": False}).config
    assert config["trustDomain"] == "td"
    assert "enableTracing" not in config
    assert config["enablePrometheusMerge"] is False
    assert config["proxyListenPort"] == 15001


def test_default_config_merges_as_a_proxy_config() -> None:
    base = load_mesh_config({"defaultConfig": {"proxyMetadata": {"A": "1"}, "statusPort": 15021}}).config
    config = load_mesh_config({"defaultConfig": {"proxyMetadata": {"B": "2"}, "concurrency": 0}}, base=base).config
    found = default_config(config)
    assert found["proxyMetadata"] == {"A": "1", "B": "2"}
    assert (found["statusPort"], found["concurrency"], found["drainDuration"]) == (15021, 0, "45s")


def test_extension_providers_merge_by_name_and_new_ones_come_last() -> None:
    providers: list[JSONValue] = [
        {"name": "otel", "opentelemetry": {"service": "s", "port": 4317}},
        {"name": "envoy", "zipkin": {"service": "z", "port": 9411}},
    ]
    config = load_mesh_config({"extensionProviders": providers}).config
    assert config["extensionProviders"] == [
        {"name": "prometheus", "prometheus": {}},
        {"name": "stackdriver", "stackdriver": {}},
        {"name": "envoy", "zipkin": {"service": "z", "port": 9411}},
        {"name": "otel", "opentelemetry": {"service": "s", "port": 4317}},
    ]


def test_trust_domain_aliases_are_united_and_sorted() -> None:
    base = load_mesh_config({"trustDomainAliases": ["b", "a"]}).config
    config = load_mesh_config({"trustDomainAliases": ["c", "a"]}, base=base).config
    assert config["trustDomainAliases"] == ["a", "b", "c"]


def test_default_providers_merge_field_by_field() -> None:
    base = load_mesh_config({"defaultProviders": {"metrics": ["prometheus"]}}).config
    config = load_mesh_config({"defaultProviders": {"tracing": ["otel"]}}, base=base).config
    assert config["defaultProviders"] == {"metrics": ["prometheus"], "tracing": ["otel"]}


def test_the_base_is_not_changed() -> None:
    base = built_in_mesh_config()
    load_mesh_config({"defaultConfig": {"proxyMetadata": {"A": "1"}}, "extensionProviders": [{"name": "x"}]}, base=base)
    assert base == built_in_mesh_config()


def test_unknown_fields_are_listed() -> None:
    assert load_mesh_config({"nope": 1, "defaultConfig": {"neither": 2}}).unknown == (
        ("nope",),
        ("defaultConfig", "neither"),
    )


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "mesh.yaml: the document: expected a mapping, found a list"),
        ({"trustDomain": 3}, "mesh.yaml: trustDomain: expected text (put it in quotes), found the number 3"),
        ({"proxyListenPort": 0}, "proxyListenPort: expected a port from 1 to 65535, found 0"),
        ({"defaultConfig": {"drainDuration": "0s"}}, "defaultConfig.drainDuration: expected at least 1s, found 0s"),
    ],
)
def test_wrong_settings_are_refused_with_their_path(document: object, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_mesh_config(document, place=Place("mesh.yaml"))  # type: ignore[arg-type]  # what YAML gave
    assert message in str(caught.value)


def test_the_command_line_sees_the_pods_settings_in_the_mesh() -> None:
    mesh = built_in_mesh_config()
    seen = with_annotation(mesh, decode_proxy_config({"statusPort": 15030}).value)
    assert default_config(seen)["statusPort"] == 15030
    assert default_config(mesh)["statusPort"] == 15020
