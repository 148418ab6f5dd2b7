from __future__ import annotations

import json
from pathlib import Path

from meshctl.mesh.istio import messages
from meshctl.mesh.istio.messages import MESH_CONFIG, PROXY_CONFIG, Kind, enum_type, message_type


def all_messages() -> list[str]:
    table = Path(messages.__file__).parent / "data" / "mesh_config.json"
    return list(json.loads(table.read_text("utf-8"))["messages"])


def test_every_message_of_the_table_loads_and_so_does_what_its_fields_refer_to() -> None:
    for name in all_messages():
        for field in message_type(name).fields:
            if field.kind is Kind.MESSAGE:
                assert field.message is not None
            if field.kind is Kind.ENUM:
                assert field.enum is not None
                assert field.enum.numbers[field.enum.zero] == 0


def test_a_field_goes_by_its_yaml_json_and_go_names() -> None:
    proxy = message_type(PROXY_CONFIG)
    field = proxy.by_key["hold_application_until_proxy_starts"]
    assert field is proxy.by_key["holdApplicationUntilProxyStarts"]
    assert field is proxy.by_go_name["HoldApplicationUntilProxyStarts"]
    assert (field.kind, field.wrapped, field.presence, field.zero) == (Kind.BOOL, True, True, None)


def test_unset_fields_hold_what_go_gives_them() -> None:
    proxy = message_type(PROXY_CONFIG).by_key
    assert proxy["interceptionMode"].zero == "REDIRECT"
    assert proxy["statusPort"].zero == 0
    assert proxy["proxyMetadata"].zero == {}
    assert proxy["extraStatTags"].zero == []
    assert proxy["tracing"].zero is None
    assert proxy["drainDuration"].zero is None


def test_members_of_a_oneof_share_its_name() -> None:
    members = [field.json_name for field in message_type(PROXY_CONFIG).fields if field.oneof == "cluster_name"]
    assert members == ["serviceCluster", "tracingServiceName"]


def test_enumerations_translate_in_both_directions() -> None:
    mode = enum_type("istio.mesh.v1alpha1.ProxyConfig.InboundInterceptionMode")
    assert mode.numbers["TPROXY"] == 1
    assert mode.names[2] == "NONE"


def test_go_names_of_types_tell_nesting_with_underscores() -> None:
    assert message_type(MESH_CONFIG).go_name == "MeshConfig"
    assert message_type("istio.mesh.v1alpha1.Tracing.CustomTag").go_name == "Tracing_CustomTag"


def test_labels_of_a_log_format_are_any_json_object() -> None:
    log_format = message_type("istio.mesh.v1alpha1.MeshConfig.ExtensionProvider.EnvoyFileAccessLogProvider.LogFormat")
    assert log_format.by_key["labels"].kind is Kind.STRUCT
