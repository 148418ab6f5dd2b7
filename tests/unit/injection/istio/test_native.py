from __future__ import annotations

import copy
from typing import Any

import pytest

from meshctl.injection.istio.native import is_native, move_proxy

APP, PROXY = {"name": "app"}, {"name": "istio-proxy", "image": "own"}
NATIVE_TEMPLATE: Any = {"spec": {"initContainers": [{"name": "istio-proxy"}]}}


def pod(annotation: str | None = None, **spec: Any) -> Any:
    annotations = {} if annotation is None else {"sidecar.istio.io/nativeSidecar": annotation}
    return {"metadata": {"annotations": annotations}, "spec": spec}


@pytest.mark.parametrize(
    ("annotation", "detected", "expected"),
    [
        (None, True, True),
        (None, False, False),
        ("true", False, True),
        ("false", True, False),
        ("", True, True),
        ("x", False, False),
        ("True", False, False),
    ],
)
def test_the_annotation_decides_where_it_says_true_or_false(
    annotation: str | None, detected: bool, expected: bool
) -> None:
    assert is_native(pod(annotation), detected=detected) is expected


def test_the_users_proxy_moves_to_the_end_of_the_init_containers() -> None:
    given = pod(containers=[PROXY, APP], initContainers=[{"name": "setup"}])
    before = copy.deepcopy(given)
    moved: Any = move_proxy(given, NATIVE_TEMPLATE, detected=True)
    assert given == before
    assert moved["spec"] == {"containers": [APP], "initContainers": [{"name": "setup"}, PROXY]}


def test_the_list_of_containers_is_written_even_when_it_is_empty() -> None:
    moved: Any = move_proxy(pod(containers=[PROXY]), NATIVE_TEMPLATE, detected=True)
    assert moved["spec"] == {"containers": [], "initContainers": [PROXY]}


@pytest.mark.parametrize(
    ("given", "template", "detected"),
    [
        (pod(containers=[APP]), NATIVE_TEMPLATE, True),
        (pod(containers=[PROXY]), {"spec": {"containers": [{"name": "istio-proxy"}]}}, True),
        (pod(containers=[PROXY]), NATIVE_TEMPLATE, False),
        (pod("false", containers=[PROXY]), NATIVE_TEMPLATE, True),
        (pod(initContainers=[PROXY]), NATIVE_TEMPLATE, True),
        ({}, NATIVE_TEMPLATE, True),
        (pod(containers=[PROXY]), {}, True),
    ],
)
def test_otherwise_nothing_moves(given: Any, template: Any, detected: bool) -> None:
    assert move_proxy(given, template, detected=detected) is given
