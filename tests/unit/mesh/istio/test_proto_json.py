from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from meshctl.errors import Place, SettingsError
from meshctl.mesh.istio.messages import PROXY_CONFIG, message_type
from meshctl.mesh.istio.proto_json import Message, decode, drop_zeros, duration_text, format_path, in_order, overlay

if TYPE_CHECKING:
    from meshctl.k8s.types import FieldPath, JSONValue

# Answers of github.com/golang/protobuf/jsonpb, recorded by `go run ./tools/istio_tables layers`.
RECORDED = json.loads((Path(__file__).parent / "data" / "proto_json_layers.json").read_text("utf-8"))


def lay_over(message: str, layers: list[JSONValue]) -> str:
    kind = message_type(message)
    result: Message = {}
    for layer in layers:
        result = overlay(kind, result, decode(kind, layer).value)
    return json.dumps(in_order(kind, result), separators=(",", ":"), ensure_ascii=False)


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: case["name"])
def test_documents_are_read_and_laid_over_each_other_as_istio_does(case: dict[str, Any]) -> None:
    if case.get("refused"):
        with pytest.raises(SettingsError):
            lay_over(case["message"], case["layers"])
    else:
        assert lay_over(case["message"], case["layers"]) == json.dumps(case["result"], separators=(",", ":"))


def test_a_zero_value_stays_in_what_was_read_so_that_it_can_override() -> None:
    kind = message_type(PROXY_CONFIG)
    read = decode(kind, {"statusPort": 0, "interceptionMode": "REDIRECT", "concurrency": 0}).value
    assert read == {"statusPort": 0, "interceptionMode": "REDIRECT", "concurrency": 0}
    assert drop_zeros(kind, read) == {"concurrency": 0}


def test_unknown_fields_are_listed_with_their_paths() -> None:
    read = decode(message_type(PROXY_CONFIG), {"nope": 1, "tracing": {"customTags": {"t": {"no": 2}}}}, path=("dc",))
    assert read.unknown == (("dc", "nope"), ("dc", "tracing", "customTags", "t", "no"))


def test_a_fault_names_place_path_expectation_and_finding() -> None:
    document: JSONValue = {"tracing": {"customTags": {"a.b": {"literal": {"value": 3}}}}}
    with pytest.raises(SettingsError) as caught:
        decode(message_type(PROXY_CONFIG), document, path=("defaultConfig",), place=Place("mesh.yaml"))
    assert str(caught.value) == (
        'mesh.yaml: defaultConfig.tracing.customTags["a.b"].literal.value:'
        " expected text (put it in quotes), found the number 3"
    )


def test_neither_argument_of_overlay_is_changed() -> None:
    base: Message = {"serviceCluster": "a", "proxyMetadata": {"x": "y"}}
    patch: Message = {"tracingServiceName": "CANONICAL_NAME_ONLY"}
    merged = overlay(message_type(PROXY_CONFIG), base, patch)
    assert merged == {"proxyMetadata": {"x": "y"}, "tracingServiceName": "CANONICAL_NAME_ONLY"}
    assert base == {"serviceCluster": "a", "proxyMetadata": {"x": "y"}}


@pytest.mark.parametrize(
    ("path", "text"),
    [(("a", "b"), "a.b"), (("a", 0, "b"), "a[0].b"), (("a", "x/y"), 'a["x/y"]'), (("",), '[""]'), ((), "")],
)
def test_paths_read_as_people_write_them(path: FieldPath, text: str) -> None:
    assert format_path(path) == text


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [(0, "0s"), (45_000_000_000, "45s"), (250_000_000, "0.250s"), (1_500, "0.000001500s"), (-1_000_000_000, "-1s")],
)
def test_durations_have_as_many_decimals_as_protobuf_writes(nanoseconds: int, text: str) -> None:
    assert duration_text(nanoseconds) == text


def test_a_whole_number_written_with_a_decimal_point_is_one_because_yaml_says_so() -> None:
    assert decode(message_type(PROXY_CONFIG), {"statusPort": 15021.0}).value == {"statusPort": 15021}
