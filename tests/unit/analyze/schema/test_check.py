from __future__ import annotations

import random
from copy import deepcopy
from typing import Any

import pytest

from meshctl.analyze.schema import Violation, check_resource, find_kind
from tests.e2e.crd_mutations import mutants
from tests.valid_samples import Sample, valid_samples


def virtual_service(**http: Any) -> dict[str, Any]:
    route = {"route": [{"destination": {"host": "reviews"}}], **http}
    return {
        "apiVersion": "networking.istio.io/v1",
        "kind": "VirtualService",
        "metadata": {"name": "reviews"},
        "spec": {"hosts": ["reviews"], "http": [route]},
    }


def gateway(*listeners: dict[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "Gateway",
        "metadata": {"name": "public"},
        "spec": {"gatewayClassName": "istio", "listeners": list(listeners)},
    }


def faults(resource: dict[str, Any], channel: Any = "any") -> list[Violation]:
    kind = find_kind(resource["apiVersion"], resource["kind"], channel)
    assert kind is not None
    return check_resource(resource, kind)


def only(resource: dict[str, Any], channel: Any = "any") -> Violation:
    (fault,) = faults(resource, channel)
    return fault


@pytest.mark.parametrize("sample", valid_samples(), ids=lambda sample: sample.id)
def test_a_valid_sample_is_clean_in_each_channel_that_serves_it(sample: Sample) -> None:
    channels: tuple[Any, ...] = ("experimental",) if sample.experimental else ("standard", "experimental")
    assert [check_resource(sample.resource, sample.kind(channel)) for channel in channels] == [[]] * len(channels)


def test_a_misspelt_field_is_named_with_its_path_and_the_near_name() -> None:
    resource = virtual_service()
    resource["spec"]["http"][0]["route"][0]["weigth"] = 100
    fault = only(resource)
    assert fault.path == ("spec", "http", 0, "route", 0, "weigth")
    assert (fault.rule, fault.suggestion, fault.suggestion_taken) == ("unknown-field", "weight", False)
    assert fault.allowed == ("destination", "headers", "weight")


def test_a_misspelt_field_beside_the_right_one_is_a_second_one_that_cannot_be_renamed() -> None:
    resource = virtual_service()
    resource["spec"]["Hosts"] = ["ratings"]
    fault = only(resource)
    assert (fault.suggestion, fault.suggestion_taken) == ("hosts", True)
    assert "second hosts" in fault.message


def test_every_fault_of_a_resource_is_reported() -> None:
    resource = virtual_service(timeout="soon", retries={"attempts": "3"}, mirror=7)
    found = {(fault.path[-1], fault.rule) for fault in faults(resource)}
    assert found == {("timeout", "cel"), ("attempts", "type"), ("mirror", "type")}


def test_a_missing_field_is_reported_at_the_place_where_it_should_stand() -> None:
    resource = virtual_service(match=[{"headers": {"x": {}}, "uri": {"prefix": "/"}}])
    resource["spec"]["http"][0]["route"] = [{"weight": 1}]
    fault = only(resource)
    assert (fault.path, fault.rule, fault.expected) == (
        ("spec", "http", 0, "route", 0, "destination"),
        "required",
        "destination",
    )


def test_null_counts_as_absent_where_null_is_not_allowed() -> None:
    resource = virtual_service(retries=None)
    resource["metadata"]["labels"] = None
    assert faults(resource) == []
    resource["spec"]["http"][0]["route"][0]["destination"] = None
    assert only(resource).rule == "required"


def test_null_within_a_list_is_a_wrong_type() -> None:
    resource = virtual_service()
    resource["spec"]["hosts"] = ["reviews", None]
    assert (only(resource).path, only(resource).rule) == (("spec", "hosts", 1), "type")


def test_members_that_exclude_each_other_are_reported_at_the_second_one() -> None:
    resource = virtual_service(match=[{"uri": {"exact": "/", "prefix": "/a"}}])
    fault = only(resource)
    assert fault.path == ("spec", "http", 0, "match", 0, "uri", "prefix")
    assert fault.rule == "choice"
    assert fault.allowed == ("exact", "prefix", "regex")


def test_defaults_are_filled_in_before_rules_run() -> None:
    # tls.mode has the default Terminate, which a rule of its node wants certificates for.
    listener = {"name": "https", "port": 443, "protocol": "HTTPS", "tls": {}}
    fault = only(gateway(listener))
    assert (fault.path, fault.rule) == (("spec", "listeners", 0, "tls"), "cel")
    assert "certificateRefs" in fault.message


def test_rules_wait_only_for_faults_in_their_own_input() -> None:
    broken = {"name": "a", "port": "80", "protocol": "HTTP"}
    unnamed_tls = {"name": "b", "port": 443, "protocol": "HTTPS", "tls": {}}
    found = {(fault.path, fault.rule) for fault in faults(gateway(broken, unnamed_tls))}
    assert found == {(("spec", "listeners", 0, "port"), "type"), (("spec", "listeners", 1, "tls"), "cel")}


def test_an_evaluation_error_of_a_rule_is_a_fault() -> None:
    resource = virtual_service(timeout="5 minutes")
    fault = only(resource)
    assert (fault.rule, fault.path[-1]) == ("cel", "timeout")
    assert "'5 minutes' is not a duration" in fault.message


def test_what_the_standard_channel_accepts_the_experimental_one_accepts_too() -> None:
    # The promise behind the default channel: a file for a standard cluster gets no error that it would not get there.
    accepted = [mutant.resource for mutant in mutants(7, 1500, "standard") if mutant.valid]
    assert len(accepted) > 400
    assert [resource for resource in accepted if faults(resource, "experimental")] == []


def test_null_within_a_list_of_metadata_is_the_zero_value_of_go() -> None:
    resource = virtual_service()
    resource["metadata"] |= {"finalizers": [None], "managedFields": [None]}
    assert [(fault.path, fault.rule) for fault in faults(resource)] == [(("metadata", "finalizers", 0), "name")]


def test_status_is_looked_at_for_unknown_fields_only() -> None:
    resource = gateway({"name": "http", "port": 80, "protocol": "HTTP"})
    resource["status"] = {"conditions": "none yet", "addresses": [{"value": 5}]}
    assert faults(resource) == []
    resource["status"]["addreses"] = []
    assert (only(resource).path, only(resource).suggestion) == (("status", "addreses"), "addresses")


def test_an_experimental_field_is_a_note_by_default_and_an_error_in_the_standard_channel() -> None:
    resource = {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": {"name": "shop"},
        "spec": {"useDefaultGateways": "All"},
    }
    note = only(resource)
    assert (note.rule, note.severity, note.path) == ("experimental-field", "info", ("spec", "useDefaultGateways"))
    assert faults(resource, "experimental") == []
    refused = only(resource, "standard")
    assert (refused.rule, refused.severity, refused.path) == ("unknown-field", "error", ("spec", "useDefaultGateways"))
    assert "only in the experimental channel" in refused.message


@pytest.mark.parametrize(
    ("version", "kind", "spec", "path"),
    [
        ("apps/v1", "Deployment", {"replicas": "3"}, ("spec", "replicas")),
        ("v1", "Service", {"ports": [{"port": 80, "targetport": 8080}]}, ("spec", "ports", 0, "targetport")),
        ("v1", "Service", {"ports": [{"name": "http"}]}, ("spec", "ports", 0, "port")),
        ("v1", "Pod", {"containers": [{"name": "a", "resources": {"limits": {"cpu": "1x"}}}]}, None),
    ],
)
def test_kubernetes_kinds_are_held_to_their_types_and_fields(version: str, kind: str, spec: Any, path: Any) -> None:
    resource = {"apiVersion": version, "kind": kind, "metadata": {"name": "a"}, "spec": spec}
    paths = [fault.path for fault in faults(resource) if fault.rule != "required" or fault.path[-1] == "port"]
    assert paths == [path or ("spec", "containers", 0, "resources", "limits", "cpu")]


def test_a_value_that_is_no_mapping_is_one_fault() -> None:
    kind = find_kind("v1", "Pod")
    assert kind is not None
    assert [fault.rule for fault in check_resource([1, 2], kind)] == ["type"]


def test_the_checked_resource_is_not_changed() -> None:
    for sample in valid_samples():
        before = deepcopy(sample.resource)
        check_resource(sample.resource, sample.kind())
        assert sample.resource == before


def test_mutated_resources_never_raise_and_always_name_a_path() -> None:
    found = list(mutants(2024, 1500, "experimental"))
    refused = [mutant for mutant in found if not mutant.valid]
    assert len(found) == 1500
    assert len(refused) > 500
    assert all(message and not message.startswith(": ") for mutant in refused for message in mutant.messages)


def _deep(levels: int) -> Any:
    value: Any = "end"
    for level in range(levels):
        value = {"a": value} if level % 2 else [value]
    return value


# Values that JSON cannot carry come from Python callers, not from YAML.
_STRANGE: tuple[Any, ...] = (
    *(_deep(3000), "x" * 200_000, 10**5000, float("nan"), float("inf"), -0.0, 1e308, b"bytes", {1, 2}, object(), 1j),
    *({1: 2, None: 3, ("a",): 4}, {"": ""}, "\ud800", "\x00", [[[]]] * 50, True, (1, 2)),
)


@pytest.mark.parametrize("sample", valid_samples(), ids=lambda sample: sample.id)
def test_strange_values_anywhere_are_faults_and_never_exceptions(sample: Sample) -> None:
    chance = random.Random(sample.id)  # noqa: S311  the same places each time
    kind = sample.kind("experimental")
    for strange in _STRANGE:
        resource = deepcopy(sample.resource)
        container: Any = resource
        while isinstance(container, dict | list) and container:
            key = chance.choice(list(container)) if isinstance(container, dict) else chance.randrange(len(container))
            inner = container[key]
            if not isinstance(inner, dict | list) or not inner or chance.random() < 0.2:
                container[key] = strange
                break
            container = inner
        assert all(isinstance(fault, Violation) for fault in check_resource(resource, kind))
