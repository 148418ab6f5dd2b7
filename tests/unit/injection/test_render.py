from __future__ import annotations

from typing import Any

import pytest

from meshctl.errors import MergeError, TemplateError
from meshctl.injection.render import OverlayCache, read_overlay


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "null\n"])
def test_rendering_to_nothing_is_an_empty_overlay(text: str) -> None:
    assert read_overlay("t", text) == {}


@pytest.mark.parametrize(("text", "found"), [("- a\n", "a list"), ("3\n", "the number 3"), ("a\n", "the text 'a'")])
def test_what_is_no_mapping_is_no_partial_pod(text: str, found: str) -> None:
    with pytest.raises(TemplateError, match=f'template "t" rendered to {found}, expected a partial pod'):
        read_overlay("t", text)


def test_text_that_is_no_yaml_shows_the_line() -> None:
    with pytest.raises(TemplateError) as caught:
        read_overlay("t", 'metadata:\n  annotations:\n    a: "x"y"\n')
    assert "rendered to text that is not YAML" in caught.value.message
    assert 'a: "x"y"' in str(caught.value.remedy)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("metadata: {labels: {a: 1}}", "metadata.labels.a"),
        ("metadata: {annotations: {a: yes}}", "metadata.annotations.a"),
        ("spec: {containers: [{name: a, env: [{name: A, value: 1e3}]}]}", "spec.containers[0].env[0].value"),
        ("spec: {containers: {}}", "spec.containers"),
        ("spec: {hostNetwork: 'true'}", "spec.hostNetwork"),
        ("spec: {containers: [{name: a, resources: {limits: {cpu: x}}}]}", "spec.containers[0].resources.limits.cpu"),
    ],
)
def test_rendered_values_are_not_converted(text: str, path: str) -> None:
    with pytest.raises(MergeError) as caught:
        read_overlay("t", text)
    assert caught.value.message.startswith(f'template "t": {path}: found ')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("spec: {a: 1, hostname: h}", {"spec": {"hostname": "h"}}),
        ("spec: {containers: [{name: a, imagee: x}]}", {"spec": {"containers": [{"name": "a"}]}}),
        ("metadata: {labels: {$patch: replace, a: b}}", {"metadata": {"labels": {"$patch": "replace", "a": "b"}}}),
        (
            "spec: {containers: [{name: a, $patch: delete}]}",
            {"spec": {"containers": [{"name": "a", "$patch": "delete"}]}},
        ),
        (
            "spec: {$setElementOrder/containers: [{name: a}]}",
            {"spec": {"$setElementOrder/containers": [{"name": "a"}]}},
        ),
        (
            "spec: {hostname: null, volumes: [{name: v, emptyDir: }]}",
            {"spec": {"hostname": None, "volumes": [{"name": "v", "emptyDir": None}]}},
        ),
        ("spec: {hostname: a, hostname: b}", {"spec": {"hostname": "b"}}),
        ("x: &x {name: a}\nspec: {containers: [*x]}", {"spec": {"containers": [{"name": "a"}]}}),
    ],
)
def test_unknown_fields_go_directives_and_nulls_stay_and_the_last_of_repeated_keys_counts(
    text: str, expected: Any
) -> None:
    assert read_overlay("t", text) == expected


def test_the_dialect_is_yaml_1_1() -> None:
    overlay = read_overlay(
        "t", "spec:\n  hostNetwork: on\n  priority: 0x1f\n  hostname: 12:30\n  activeDeadlineSeconds: 1_000\n"
    )
    assert overlay == {
        "spec": {"hostNetwork": True, "priority": 31, "hostname": "12:30", "activeDeadlineSeconds": 1000}
    }


def test_the_same_text_is_read_once_and_the_oldest_is_forgotten() -> None:
    cache = OverlayCache(size=2)
    first = cache.overlay("t", "spec: {hostname: a}")
    assert cache.overlay("other", "spec: {hostname: a}") is first
    cache.overlay("t", "spec: {hostname: b}")
    cache.overlay("t", "spec: {hostname: a}")
    cache.overlay("t", "spec: {hostname: c}")
    assert cache.overlay("t", "spec: {hostname: a}") is first
    assert cache.overlay("t", "spec: {hostname: b}") == {"spec": {"hostname": "b"}}
