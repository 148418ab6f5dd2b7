from __future__ import annotations

from typing import Any

from meshctl.analyze.semantic import validate
from tests.unit.analyze.semantic.judging import Case, Spec, judged, resource, table

MANAGER = "envoy.filters.network.http_connection_manager"


def envoy_filter(**spec: Any) -> Spec:
    return resource("EnvoyFilter", spec)


def patch(apply_to: Any = "CLUSTER", operation: Any = "MERGE", match: Any = None, value: Any = None) -> Spec:
    content = {"operation": operation, "value": {} if value is None else value}
    return envoy_filter(configPatches=[{"applyTo": apply_to, "match": match, "patch": content}])


def filtered(apply_to: str, **members: Any) -> Spec:
    return patch(apply_to, match={"listener": {"filterChain": {"filter": members}}})


FILTER = "configPatches.0.match.listener.filterChain.filter"

CASES: list[Case] = [
    ("no patches", envoy_filter(), []),
    ("a patch", patch(), []),
    (
        "a bad selector ends the walk",
        envoy_filter(workloadSelector={"labels": {"": "a"}}, configPatches=[{}]),
        ["error workloadSelector.labels. selector-key-empty"],
    ),
    ("applyTo missing", envoy_filter(configPatches=[{}]), ["error configPatches.0.applyTo patch-apply-to"]),
    ("patch missing", envoy_filter(configPatches=[{"applyTo": "CLUSTER"}]), ["error configPatches.0 patch-missing"]),
    ("operation missing", patch(operation="INVALID"), ["error configPatches.0.patch.operation patch-operation"]),
    ("operation by number", patch(operation=2), []),
    (
        "value missing",
        envoy_filter(configPatches=[{"applyTo": "CLUSTER", "patch": {"operation": "ADD"}}]),
        ["error configPatches.0.patch.value patch-value"],
    ),
    (
        "nothing to remove by",
        envoy_filter(configPatches=[{"applyTo": "CLUSTER", "patch": {"operation": "REMOVE"}}]),
        [],
    ),
    ("a waypoint is not looked at", envoy_filter(configPatches=[{"match": {"context": "WAYPOINT"}}]), []),
    ("a version", patch(match={"proxy": {"proxyVersion": r"1\.2.*"}}), []),
    (
        "a bad version ends the patch",
        patch("LISTENER", match={"proxy": {"proxyVersion": "("}, "cluster": {}}),
        ["error configPatches.0.match.proxy.proxyVersion proxy-version"],
    ),
    (
        "a long version",
        patch(match={"proxy": {"proxyVersion": "a" * 1025}}),
        ["warning configPatches.0.match.proxy.proxyVersion proxy-version-long"],
    ),
    (
        "a cluster for a listener",
        patch("LISTENER", match={"cluster": {}}),
        ["error configPatches.0.match.cluster patch-match"],
    ),
    (
        "a listener for a route",
        patch("HTTP_ROUTE", match={"listener": {}}),
        ["error configPatches.0.match.listener patch-match"],
    ),
    (
        "a wrong match for a cluster does not end the patch",
        patch("CLUSTER", match={"listener": {}}, value={"a": {"@type": "x/envoy.api.v2.Cluster"}}),
        ["error configPatches.0.match.listener patch-match", "error configPatches.0.patch.value.a.@type type-unknown"],
    ),
    ("bootstrap takes any match", patch("BOOTSTRAP", match={"cluster": {}}), []),
    ("a filter for a listener", filtered("LISTENER", name="a"), [f"warning {FILTER} filter-unused"]),
    ("a filter without name", filtered("NETWORK_FILTER"), [f"error {FILTER}.name filter-name"]),
    ("a filter within the manager", filtered("HTTP_FILTER", name=MANAGER, subFilter={"name": "a"}), []),
    (
        "a filter within a network filter",
        filtered("NETWORK_FILTER", name=MANAGER, subFilter={"name": "a"}),
        [f"error {FILTER}.subFilter sub-filter"],
    ),
    (
        "a filter within another",
        filtered("HTTP_FILTER", name="a", subFilter={"name": "a"}),
        [f"error {FILTER}.name sub-filter"],
    ),
    (
        "an inner filter without name",
        filtered("HTTP_FILTER", name=MANAGER, subFilter={}),
        [f"error {FILTER}.subFilter.name sub-filter"],
    ),
    (
        "old names",
        filtered("HTTP_FILTER", name="envoy.http_connection_manager", subFilter={"name": "envoy.router"}),
        [f"warning {FILTER}.name filter-name-old", f"warning {FILTER}.subFilter.name filter-name-old"],
    ),
    (
        "a type of today",
        patch(value={"typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua"}}),
        [],
    ),
    (
        "a removed type in a list",
        patch(value={"a": [{"@type": "type.googleapis.com/envoy.config.filter.x.v2.Y"}]}),
        ["error configPatches.0.patch.value.a.0.@type type-unknown"],
    ),
]


@table(CASES)
def test_an_envoy_filter_is_judged_patch_by_patch(value: Spec, expected: list[str]) -> None:
    assert judged(value) == expected


def test_every_envoy_filter_gets_a_reminder() -> None:
    [reminder] = validate(envoy_filter())
    assert (reminder.severity, reminder.code, reminder.path) == ("warning", "IST0133", ("spec",))
