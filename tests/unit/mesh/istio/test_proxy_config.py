from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from meshctl.errors import InputError, SettingsError
from meshctl.mesh.istio.proxy_config import (
    built_in_proxy_config,
    decode_proxy_config,
    holds_application,
    image_type,
    layer_of_resource,
    layer_proxy_configs,
    merge_proxy_config,
    proto_json_text,
    read_annotation,
    status_port,
)

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue


def over_built_in(text: str) -> str:
    return proto_json_text(merge_proxy_config(built_in_proxy_config(), read_annotation(text)))


@pytest.mark.parametrize(
    ("text", "carried"),
    [
        ("", "{}"),
        ("drainDuration: 23s", '{"drainDuration":"23s"}'),
        ("interceptionMode: TPROXY", '{"interceptionMode":"TPROXY"}'),
        ("holdApplicationUntilProxyStarts: false", '{"holdApplicationUntilProxyStarts":false}'),
        ("tracing: {}", '{"tracing":{}}'),
        ("statusPort: 15020", "{}"),
        ("drainDuration: 0m45s", "{}"),
        ("serviceCluster: istio-proxy", "{}"),
        ("tracingServiceName: APP_LABEL_AND_NAMESPACE", '{"tracingServiceName":"APP_LABEL_AND_NAMESPACE"}'),
        ("controlPlaneAuthPolicy: NONE", "{}"),
        ("proxyMetadata: {}", "{}"),
        (
            "{proxyMetadata: {b: x, a: z}, concurrency: 0, discoveryAddress: 'foo:123'}",
            '{"discoveryAddress":"foo:123","concurrency":0,"proxyMetadata":{"a":"z","b":"x"}}',
        ),
    ],
)
def test_pods_carry_what_differs_from_the_built_in_settings(text: str, carried: str) -> None:
    assert over_built_in(text) == carried


def test_metadata_merges_by_key_and_everything_else_is_replaced() -> None:
    base = decode_proxy_config({"proxyMetadata": {"A": "1", "B": "2"}, "tracing": {"sampling": 5}}).value
    patch = decode_proxy_config({"proxyMetadata": {"B": "3"}, "tracing": {"maxPathTagLength": 7}}).value
    merged = merge_proxy_config(base, patch)
    assert merged == {"proxyMetadata": {"A": "1", "B": "3"}, "tracing": {"maxPathTagLength": 7}}
    assert base == {"proxyMetadata": {"A": "1", "B": "2"}, "tracing": {"sampling": 5}}


def test_five_parts_of_the_headers_fall_back_to_the_lower_layer() -> None:
    base = decode_proxy_config(
        {
            "proxyHeaders": {
                "forwardedClientCert": "SANITIZE",
                "requestId": {"disabled": True},
                "server": {"value": "a"},
                "preserveHttp1HeaderCase": True,
            }
        }
    ).value
    patch = decode_proxy_config({"proxyHeaders": {"server": {"value": "b"}, "forwardedClientCert": "UNDEFINED"}}).value
    assert merge_proxy_config(base, patch)["proxyHeaders"] == {
        "forwardedClientCert": "SANITIZE",
        "requestId": {"disabled": True},
        "server": {"value": "b"},
    }


def test_in_text_a_zero_value_overrides_but_through_json_it_cannot() -> None:
    lower = decode_proxy_config({"interceptionMode": "TPROXY", "statNameLength": 7, "concurrency": 2}).value
    upper = decode_proxy_config({"interceptionMode": "REDIRECT", "statNameLength": 0, "concurrency": 0}).value
    text = merge_proxy_config(lower, upper)
    layers = layer_proxy_configs([lower, None, upper])
    assert text == {"concurrency": 0}
    assert (layers["interceptionMode"], layers["statNameLength"], layers["concurrency"]) == ("TPROXY", 7, 0)


def test_layers_lie_over_the_built_in_settings_and_change_nothing() -> None:
    upper = decode_proxy_config({"tracing": {}}).value
    assert layer_proxy_configs([upper]) == {**built_in_proxy_config(), "tracing": {}}
    assert layer_proxy_configs([]) == built_in_proxy_config()


def test_a_resource_carries_three_settings_only() -> None:
    spec: dict[str, JSONValue] = {
        "selector": {"matchLabels": {"a": "b"}},
        "concurrency": 0,
        "environmentVariables": {"A": "b"},
        "image": {"imageType": "distroless"},
    }
    layer = layer_of_resource(spec)
    assert layer == {"concurrency": 0, "proxyMetadata": {"A": "b"}, "image": {"imageType": "distroless"}}
    assert image_type(layer) == "distroless"


def test_settings_read_off_a_config() -> None:
    assert status_port(built_in_proxy_config()) == 15020
    assert image_type(built_in_proxy_config()) == ""
    assert not holds_application({})
    assert holds_application({"holdApplicationUntilProxyStarts": True})


@pytest.mark.parametrize(
    ("text", "error"), [("a: [", InputError), ("- a", SettingsError), ("concurrency: two", SettingsError)]
)
def test_an_annotation_that_is_no_config_is_refused(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_annotation(text)


def test_the_built_in_settings_are_copied_each_time() -> None:
    built_in_proxy_config()["statusPort"] = 1
    assert status_port(built_in_proxy_config()) == 15020
    assert json.loads(proto_json_text(built_in_proxy_config())) == {}
