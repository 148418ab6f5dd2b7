from __future__ import annotations

import json
from typing import Any

import pytest

from meshctl.errors import ManifestError, MergeError
from meshctl.k8s.faults import FieldManifestError, FieldMergeError
from meshctl.k8s.json_patch import equal
from meshctl.k8s.typed import canonical, check_strict, coerce_manifest, equal_typed, known_fields, zero
from meshctl.manifests.documents import read_documents
from meshctl.manifests.sources import Source
from tests.unit.k8s import golden


def pod(**container: Any) -> Any:
    return {"metadata": {"name": "web"}, "spec": {"containers": [{"name": "app", **container}]}}


@pytest.mark.parametrize("case", golden.load("round_trips", lambda row: row["name"]))
def test_canonical_is_the_round_trip_through_the_go_type(case: dict[str, Any]) -> None:
    if "refused" in case:
        with pytest.raises(MergeError):
            canonical(case["value"], case["type"], drop_unknown=True)
    else:
        assert equal(canonical(case["value"], case["type"], drop_unknown=True), case["ok"])


@pytest.mark.parametrize("case", golden.load("round_trips", lambda row: row["name"]))
def test_a_strict_check_refuses_what_go_refuses(case: dict[str, Any]) -> None:
    if "refused" in case:
        with pytest.raises(MergeError):
            check_strict(case["value"], case["type"])
    else:
        check_strict(case["value"], case["type"])


@pytest.mark.parametrize("case", golden.load("round_trips", lambda row: row["name"]))
def test_the_canonical_form_is_its_own(case: dict[str, Any]) -> None:
    if "ok" in case:
        assert canonical(case["ok"], case["type"]) is case["ok"]


@pytest.mark.parametrize("case", golden.load("manifests", lambda row: row["name"]))
def test_manifests_are_read_as_kubernetes_tools_read_them(case: dict[str, Any]) -> None:
    (document,) = read_documents(Source(name="case.yaml", text=case["text"]))
    if "refused" in case:
        with pytest.raises(ManifestError):
            coerce_manifest(document.value, case["type"])
    else:
        read = canonical(coerce_manifest(document.value, case["type"]), case["type"], drop_unknown=True)
        assert equal(read, case["ok"])


def test_reading_returns_the_same_object_when_nothing_changes() -> None:
    value = pod(image="app:1", ports=[{"containerPort": 80}], notAField=5, resources={"limits": {"cpu": "2000m"}})
    assert coerce_manifest(value, "Pod") is value


def test_reading_copies_only_along_the_path_of_a_change() -> None:
    value: Any = {"metadata": {"labels": {"inject": True}}, "spec": {"containers": []}}
    read: Any = coerce_manifest(value, "Pod")
    assert read["metadata"]["labels"] == {"inject": "true"}
    assert read["spec"] is value["spec"]
    assert value["metadata"]["labels"] == {"inject": True}


def test_conversion_reaches_below_inlined_structs() -> None:
    value: Any = {"spec": {"volumes": [{"name": "v", "hostPath": {"path": 5}}]}}
    read: Any = coerce_manifest(value, "Pod")
    assert read["spec"]["volumes"][0]["hostPath"]["path"] == "5"


def test_unknown_fields_stay_unless_they_are_to_go() -> None:
    value = pod(future={"a": None})
    kept: Any = canonical(value, "Pod")
    assert kept["spec"]["containers"][0]["future"] == {"a": None}
    dropped: Any = canonical(value, "Pod", drop_unknown=True)
    assert "future" not in dropped["spec"]["containers"][0]


def test_directives_that_no_merge_met_always_go() -> None:
    value: Any = {
        "spec": {"$retainKeys": ["x"], "containers": [{"name": "a", "env": [{"name": "A", "$patch": "delete"}]}]}
    }
    kept: Any = canonical(value, "Pod", fill=False)
    assert kept == {"spec": {"containers": [{"name": "a", "env": [{"name": "A"}]}]}}


def test_without_filling_nothing_is_added() -> None:
    assert canonical({"spec": {"containers": [{"name": "a", "tty": False}]}}, "Pod", fill=False) == {
        "spec": {"containers": [{"name": "a"}]}
    }


def test_filled_in_values_are_not_shared() -> None:
    one: Any = canonical(pod(), "Pod")
    other: Any = canonical(pod(), "Pod")
    one["spec"]["containers"][0]["resources"]["limits"] = {"cpu": "1"}
    assert other["spec"]["containers"][0]["resources"] == {}
    assert zero("Container") == {"name": "", "resources": {}}


def test_inputs_are_never_changed() -> None:
    value = pod(resources={"limits": {"cpu": "2000m"}}, env=[{"name": "A", "value": ""}], tty=False)
    before = json.dumps(value)
    canonical(value, "Pod", drop_unknown=True)
    assert json.dumps(value) == before


def test_typed_equality_sees_through_spelling() -> None:
    assert equal_typed(pod(resources={"limits": {"cpu": "2000m"}}), pod(resources={"limits": {"cpu": 2}}), "Pod")
    assert equal_typed(pod(), pod(resources={}, env=[], tty=False), "Pod")
    assert not equal_typed(pod(), pod(securityContext={}), "Pod")
    assert not equal_typed(pod(future=1), pod(future=True), "Pod")


def test_an_overlay_error_names_path_value_type_and_remedy() -> None:
    value = pod(env=[{"name": "A", "value": "x"}, {"name": "B", "value": 5}])
    with pytest.raises(FieldMergeError) as caught:
        check_strict(value, "Pod")
    told = "spec.containers[0].env[1].value: found the number 5, expected a string; put the value in quotes"
    assert str(caught.value) == told
    assert caught.value.path == ("spec", "containers", 0, "env", 1, "value")


def test_a_manifest_error_names_path_value_and_type() -> None:
    with pytest.raises(FieldManifestError) as caught:
        coerce_manifest({"metadata": {"labels": {"example.com/x": []}}}, "Pod")
    assert str(caught.value) == 'metadata.labels["example.com/x"]: found a list, expected a string'


def test_a_document_of_the_wrong_shape_is_named_as_a_whole() -> None:
    with pytest.raises(FieldManifestError, match=r"^the whole document: found a list, expected a mapping$"):
        coerce_manifest([], "Pod")


def test_deployment_configs_have_what_openshift_writes() -> None:
    filled: Any = canonical({"spec": {"template": None}}, "DeploymentConfig")
    assert filled["spec"]["test"] is False
    assert filled["spec"]["strategy"] == {"resources": {}}
    assert filled["status"]["latestVersion"] == 0


def test_known_fields_are_all_that_is_left_with_directives_and_spelling() -> None:
    given: Any = {
        "name": "a",
        "imagee": "x",
        "$patch": "replace",
        "Image": "y",
        "resources": {"limits": {"cpu": "2000m"}},
    }
    kept = {"name": "a", "$patch": "replace", "image": "y", "resources": {"limits": {"cpu": "2000m"}}}
    assert known_fields(given, "Container") == kept
    with pytest.raises(MergeError, match=r"tty: found the text 'yes', expected true or false"):
        known_fields({"tty": "yes"}, "Container")
