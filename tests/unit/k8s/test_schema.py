from __future__ import annotations

import pytest

from meshctl.k8s.gvk import WORKLOADS
from meshctl.k8s.schema import Access, UnknownTypeError, parse_type, source_versions, struct_names, struct_type


@pytest.mark.parametrize(
    "expression", ["string", "*bool", "[]Container", "map[string]quantity", "*PodSpec", "[]string"]
)
def test_a_type_writes_itself_as_it_was_read(expression: str) -> None:
    assert str(parse_type(expression)) == expression


@pytest.mark.parametrize("name", ["Poddy", "[]Poddy", "interface{}"])
def test_an_unknown_type_is_a_programming_fault(name: str) -> None:
    with pytest.raises(UnknownTypeError):
        parse_type(name)


def test_every_struct_builds_and_refers_only_to_known_ones() -> None:
    for name in struct_names():
        struct = struct_type(name)
        assert struct.by_go.keys() >= {field.go_name for field in struct.fields}
        assert struct.by_json.keys() >= {field.json_name for field in struct.fields if field.json_name}


def test_every_workload_has_a_table() -> None:
    assert set(WORKLOADS) <= struct_names()


@pytest.mark.parametrize(
    ("struct", "selector", "path", "expression"),
    [
        ("Pod", "Spec", ("spec",), "PodSpec"),
        ("Pod", "Annotations", ("metadata", "annotations"), "map[string]string"),
        ("Pod", "ObjectMeta", ("metadata",), "ObjectMeta"),
        ("Pod", "Kind", ("kind",), "string"),
        ("Pod", "APIVersion", ("apiVersion",), "string"),
        ("Probe", "HTTPGet", ("httpGet",), "*HTTPGetAction"),
        ("Probe", "ProbeHandler", (), "ProbeHandler"),
        ("Volume", "EmptyDir", ("emptyDir",), "*EmptyDirVolumeSource"),
        ("PodSpec", "DNSPolicy", ("dnsPolicy",), "string"),
        ("PodSpec", "DeprecatedServiceAccount", ("serviceAccount",), "string"),
        ("Container", "Ports", ("ports",), "[]ContainerPort"),
        ("EphemeralContainer", "Image", ("image",), "string"),
    ],
)
def test_go_selectors_reach_their_json_keys(struct: str, selector: str, path: tuple[str, ...], expression: str) -> None:
    assert struct_type(struct).by_go[selector] == Access(path, parse_type(expression))


def test_inlined_fields_count_as_fields_of_their_parent() -> None:
    assert "httpGet" in struct_type("Probe").by_json
    assert "kind" in struct_type("Pod").by_json


@pytest.mark.parametrize(
    ("struct", "field", "key"),
    [
        ("PodSpec", "containers", "name"),
        ("PodSpec", "hostAliases", "ip"),
        ("PodSpec", "topologySpreadConstraints", "topologyKey"),
        ("Container", "ports", "containerPort"),
        ("Container", "volumeMounts", "mountPath"),
        ("Container", "volumeDevices", "devicePath"),
        ("ObjectMeta", "ownerReferences", "uid"),
        ("ObjectMeta", "finalizers", None),
    ],
)
def test_lists_that_merge_know_their_key(struct: str, field: str, key: str | None) -> None:
    found = struct_type(struct).by_json[field]
    assert found.merges
    assert found.merge_key == key


@pytest.mark.parametrize(
    ("struct", "field"), [("Container", "args"), ("PodSpec", "tolerations"), ("Container", "envFrom")]
)
def test_other_lists_are_replaced(struct: str, field: str) -> None:
    assert not struct_type(struct).by_json[field].merges


def test_the_tables_say_what_they_were_made_from() -> None:
    assert source_versions()["k8s.io/api"].startswith("v0.")
