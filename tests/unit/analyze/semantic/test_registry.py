from __future__ import annotations

import copy
from typing import Any

import pytest

from meshctl.analyze.semantic import VALIDATORS, Violation, validate
from meshctl.analyze.semantic.registry import validator_of
from tests.unit.analyze.semantic.judging import judged, resource

TO_REVIEWS = {"hosts": ["a.com"], "http": [{"route": [{"destination": {"host": "reviews"}}]}]}


def annotated(kind: str, spec: Any, **annotations: Any) -> dict[str, Any]:
    return resource(kind, spec, annotations={name.replace("_", "/"): value for name, value in annotations.items()})


DRY_RUN = "istio.io_dry-run"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (annotated("AuthorizationPolicy", {}, **{DRY_RUN: "T"}), []),
        (
            annotated("AuthorizationPolicy", {}, **{DRY_RUN: "yes"}),
            ["error metadata.annotations.istio.io/dry-run dry-run"],
        ),
        (
            annotated("AuthorizationPolicy", {"action": "AUDIT"}, **{DRY_RUN: "true"}),
            ["error metadata.annotations.istio.io/dry-run dry-run"],
        ),
        (annotated("Telemetry", {}, **{DRY_RUN: "true"}), ["error metadata.annotations.istio.io/dry-run dry-run"]),
        (
            annotated("Telemetry", {"tracing": 5}, **{"internal.istio.io_parents": ""}),
            ["error metadata.annotations.internal.istio.io/parents reserved-annotation"],
        ),
        (
            annotated("Gateway", {}, **{"internal.istio.io_webhook-always-reject": "x"}),
            ["error metadata.annotations.internal.istio.io/webhook-always-reject reserved-annotation"],
        ),
    ],
)
def test_a_fault_in_the_metadata_is_told_alone(value: dict[str, Any], expected: list[str]) -> None:
    assert judged(value) == expected


@pytest.mark.parametrize("key", VALIDATORS)
def test_every_kind_has_a_function_of_its_own(key: str) -> None:
    assert validator_of(key).__module__.startswith("meshctl.analyze.semantic.")
    assert [validator_of(other) for other in VALIDATORS].count(validator_of(key)) == 1


def test_annotations_are_left_out_on_demand() -> None:
    value = annotated("Telemetry", {}, **{DRY_RUN: "true"})
    assert judged(value, with_metadata=False) == []


@pytest.mark.parametrize("version", ["v1", "v1beta1", "v1alpha3"])
def test_every_version_of_a_kind_is_judged_alike(version: str) -> None:
    value = {**resource("VirtualService", {"hosts": ["a.com"]}), "apiVersion": f"networking.istio.io/{version}"}
    assert judged(value) == ["error spec no-routes"]


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "text",
        {},
        {"kind": "VirtualService"},
        {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway"},
        {"apiVersion": 5, "kind": ["Gateway"]},
    ],
)
def test_other_values_break_no_rule(value: Any) -> None:
    assert validate(value) == []


def test_the_default_namespace_serves_objects_without_one() -> None:
    value = resource("VirtualService", {**TO_REVIEWS, "exportTo": [".", "dev"]})
    del value["metadata"]["namespace"]
    assert judged(value, default_namespace="dev") == ["error exportTo.1 export-to-duplicate"]
    assert judged(value, default_namespace="prod") == []
    assert judged(value) == ["error exportTo.0 export-to"]


def test_a_violation_says_what_was_found_and_expected_and_what_to_do() -> None:
    value = resource("VirtualService", {**TO_REVIEWS, "gateways": ["gw.infra.svc.cluster.local"]})
    assert validate(value) == [
        Violation(
            path=("spec", "gateways", 0),
            message='"gw.infra.svc.cluster.local" names the gateway by domain, an old form',
            severity="warning",
            code="IST0133",
            slug="gateway-name-legacy",
            found='"gw.infra.svc.cluster.local"',
            expected="NAMESPACE/NAME",
            help="write infra/gw",
        )
    ]


def test_long_and_unprintable_values_are_shown_short_and_escaped() -> None:
    value = resource("VirtualService", {**TO_REVIEWS, "hosts": ["a\x1b[31m" + "b" * 500]})
    [violation] = validate(value)
    assert "\\x1b[31mbbb" in violation.message
    assert len(violation.message) < 400


# Values that no field of the tree takes as they stand; none may stop the walk.
WRONG: list[Any] = [
    5,
    -1,
    1.5,
    True,
    "text",
    "",
    [],
    {},
    [5],
    ["text"],
    [None],
    [[]],
    [{}],
    {"a": 5},
    {"a": None},
    10**400,
    float("nan"),
]


@pytest.mark.parametrize("key", VALIDATORS)
@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_a_wrong_type_at_the_top_never_stops_the_walk(key: str, wrong: Any) -> None:
    api_version, kind = key.split("/")
    value = {"apiVersion": f"{api_version}/v1", "kind": kind, "metadata": wrong, "spec": wrong}
    assert all(violation.message for violation in validate(value))


def test_a_value_of_the_wrong_type_is_not_judged_and_neither_is_its_holder() -> None:
    spec = {"host": 5, "subsets": [{"name": "v 1", "labels": "x"}, {"name": "v 2"}], "trafficPolicy": {"tls": "x"}}
    assert judged(resource("DestinationRule", spec)) == [
        "error subsets.0.name subset-name",
        "error subsets.1.name subset-name",
    ]


def test_the_resource_is_not_changed() -> None:
    value = resource("VirtualService", {"http": [{"match": [None], "per_try_timeout": "x"}], "hosts": None})
    before = copy.deepcopy(value)
    validate(value)
    assert value == before
