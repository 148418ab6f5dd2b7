from __future__ import annotations

from typing import Any

from tests.unit.analyze.semantic.judging import Case, Spec, judged, resource, table


def telemetry(**spec: Any) -> Spec:
    return resource("Telemetry", spec)


def tracing(**entry: Any) -> Spec:
    return telemetry(tracing=[entry])


def override(**members: Any) -> Spec:
    return telemetry(metrics=[{"overrides": [members]}])


def log_filter(expression: str) -> Spec:
    return telemetry(accessLogging=[{"filter": {"expression": expression}}])


CASES: list[Case] = [
    ("nothing", telemetry(), []),
    (
        "providers without name",
        telemetry(tracing=[{"providers": [{}]}], metrics=[{"providers": [{}]}], accessLogging=[{"providers": [{}]}]),
        [f"error {section}.0.providers.0.name provider-name" for section in ("tracing", "metrics", "accessLogging")],
    ),
    ("two entries of tracing", telemetry(tracing=[{}, {}]), ["warning tracing several-tracing"]),
    (
        "two providers of tracing",
        tracing(providers=[{"name": "a"}, {"name": "b"}]),
        ["warning tracing.0.providers several-providers"],
    ),
    ("two providers of logs", telemetry(accessLogging=[{"providers": [{"name": "a"}, {"name": "b"}]}]), []),
    (
        "too much sampling",
        tracing(randomSamplingPercentage=100.1),
        ["error tracing.0.randomSamplingPercentage sampling"],
    ),
    (
        "custom tags",
        tracing(customTags={"": {"literal": {"value": "x"}}, "a": {"header": {}}, "b": {"environment": {"name": ""}}}),
        [
            "error tracing.0.customTags. tag-name",
            "error tracing.0.customTags.a.header.name tag-value",
            "error tracing.0.customTags.b.environment.name tag-value",
        ],
    ),
    (
        "an empty metric",
        override(match={"customMetric": ""}),
        ["error metrics.0.overrides.0.match.customMetric custom-metric"],
    ),
    (
        "a tag without value",
        override(tagOverrides={"a": {}}),
        ["error metrics.0.overrides.0.tagOverrides.a.value tag-value"],
    ),
    ("a removed tag", override(tagOverrides={"a": {"operation": "REMOVE"}}), []),
    (
        "a removed tag with value",
        override(tagOverrides={"a": {"operation": 1, "value": "x"}}),
        ["error metrics.0.overrides.0.tagOverrides.a.value tag-value"],
    ),
    (
        "a tag without name",
        override(tagOverrides={"": {"value": "x"}}),
        ["warning metrics.0.overrides.0.tagOverrides. tag-name"],
    ),
    ("a filter", log_filter("response.code >= 400 && !has(request.auth)"), []),
    (
        "a filter that does not parse",
        log_filter("response.code >="),
        ["error accessLogging.0.filter.expression filter-expression"],
    ),
    (
        "an empty filter",
        telemetry(accessLogging=[{"filter": {}}]),
        ["error accessLogging.0.filter.expression filter-expression"],
    ),
    ("proxy settings", resource("ProxyConfig", {"concurrency": 0}), []),
    ("negative concurrency", resource("ProxyConfig", {"concurrency": -1}), ["error concurrency concurrency"]),
    ("proxy settings for all", resource("ProxyConfig", {"selector": {}}), ["warning selector selector-empty"]),
]


@table(CASES)
def test_telemetry_is_judged_field_by_field(value: Spec, expected: list[str]) -> None:
    assert judged(value) == expected
