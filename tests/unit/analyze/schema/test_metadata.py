from __future__ import annotations

from typing import Any

import pytest

from meshctl.analyze.schema import find_kind
from meshctl.analyze.schema.metadata import check_metadata
from meshctl.k8s.names import label_key, label_value

_VIRTUAL_SERVICE = ("networking.istio.io/v1", "VirtualService")


def paths(metadata: Any, api_version: str, kind: str) -> list[tuple[tuple[str | int, ...], str]]:
    schema = find_kind(api_version, kind)
    assert schema is not None
    faults: list[Any] = []
    check_metadata(schema, metadata, faults)
    return [(fault.violation().path, fault.rule) for fault in faults]


@pytest.mark.parametrize("name", ["a", "a.b", "0-1", "a" * 253, "a" * 64 + ".b"])
def test_the_name_of_a_custom_resource_is_a_dns_subdomain(name: str) -> None:
    assert paths({"name": name}, *_VIRTUAL_SERVICE) == []


@pytest.mark.parametrize("name", ["A", "a_b", "-a", "a-", "a..b", "a" * 254, "a\n", "ä"])
def test_a_name_that_is_no_dns_subdomain_is_refused(name: str) -> None:
    assert paths({"name": name}, *_VIRTUAL_SERVICE) == [(("name",), "name")]


def test_the_name_of_a_service_is_a_dns_label() -> None:
    assert paths({"name": "a.b"}, "v1", "Service") == [(("name",), "name")]


@pytest.mark.parametrize("metadata", [{}, None, [], {"name": ""}, {"name": None}])
def test_a_name_is_required(metadata: Any) -> None:
    assert paths(metadata, *_VIRTUAL_SERVICE) == [(("name",), "required")]


def test_a_prefix_for_generated_names_will_do_and_may_end_in_a_dash() -> None:
    assert paths({"generateName": "job-"}, "batch/v1", "Job") == []
    assert paths({"generateName": "job."}, "batch/v1", "Job") == [(("generateName",), "name")]


def test_a_namespace_is_a_dns_label_and_ignored_on_cluster_scoped_kinds() -> None:
    assert paths({"name": "a", "namespace": "a.b"}, *_VIRTUAL_SERVICE) == [(("namespace",), "name")]
    assert paths({"name": "a", "namespace": "a.b"}, "gateway.networking.k8s.io/v1", "GatewayClass") == []


def test_labels_annotations_and_finalizers_are_reported_at_their_entry() -> None:
    metadata = {
        "name": "a",
        "labels": {"a/b/c": "x", "app": "-x", "ok/ok": ""},
        "annotations": {"/x": "", "Example.com/Ok": "any thing"},
        "finalizers": ["example.com/ok", "not ok"],
    }
    assert paths(metadata, *_VIRTUAL_SERVICE) == [
        (("labels", "a/b/c"), "name"),
        (("labels", "app"), "name"),
        (("annotations", "/x"), "name"),
        (("finalizers", 1), "name"),
    ]


def test_annotations_have_a_limit_together() -> None:
    metadata = {"name": "a", "annotations": {"a": "x" * 200_000, "b": "x" * 70_000}}
    assert paths(metadata, *_VIRTUAL_SERVICE) == [(("annotations",), "length")]


def test_one_owner_at_most_is_the_controller() -> None:
    owner = {"apiVersion": "v1", "kind": "Pod", "name": "a", "uid": "1", "controller": True}
    assert paths({"name": "a", "ownerReferences": [owner, owner]}, *_VIRTUAL_SERVICE) == []
    second = {**owner, "uid": "2"}
    assert paths({"name": "a", "ownerReferences": [owner, second]}, *_VIRTUAL_SERVICE) == [
        (("ownerReferences", 1, "controller"), "duplicate")
    ]


def test_an_owner_is_named_in_full() -> None:
    owner = {"apiVersion": "apps/v1/x", "kind": "", "name": "a"}
    assert paths({"name": "a", "ownerReferences": [owner]}, *_VIRTUAL_SERVICE) == [
        (("ownerReferences", 0, field), "required") for field in ("apiVersion", "kind", "uid")
    ]


def test_qualified_names_and_label_values_follow_kubernetes() -> None:
    names = ("a", "A.b_c", "example.com/a", "example.com/", "/a", "a/b/c", "Example.com/a", "a" * 64, "")
    assert [name for name in names if label_key(name) is None] == ["a", "A.b_c", "example.com/a"]
    assert [value for value in ("", "a", "a b", "a" * 63, "a" * 64, "a.") if label_value(value) is None] == [
        "",
        "a",
        "a" * 63,
    ]
