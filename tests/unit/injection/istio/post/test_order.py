from __future__ import annotations

from typing import Any

import pytest

from meshctl.injection.istio.post import order
from meshctl.mesh.istio.proxy_config import decode_proxy_config

HOLD = {"holdApplicationUntilProxyStarts": True}
RELEASE = {"holdApplicationUntilProxyStarts": False}


def named(*names: str) -> list[Any]:
    return [{"name": name} for name in names]


def names(containers: list[Any]) -> list[str]:
    return [container["name"] for container in containers]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["a", "istio-init", "b"], ["a", "b", "istio-init"]),
        (["a", "enable-core-dump", "istio-init", "b"], ["a", "b", "istio-init", "enable-core-dump"]),
        (["a", "istio-validation"], ["istio-validation", "a"]),
        (
            ["a", "enable-core-dump", "istio-proxy", "istio-init", "b"],
            ["istio-init", "istio-proxy", "enable-core-dump", "a", "b"],
        ),
        (["a", "istio-proxy", "istio-validation"], ["istio-validation", "istio-proxy", "a"]),
    ],
)
def test_init_containers_start_in_an_order_that_lets_each_reach_the_network(
    given: list[str], expected: list[str]
) -> None:
    assert names(order.order_init_containers(named(*given))) == expected


@pytest.mark.parametrize(
    ("mesh", "annotation", "values", "first"),
    [
        ({}, None, {}, False),
        (HOLD, None, {}, True),
        ({}, HOLD, {}, True),
        (HOLD, RELEASE, {}, False),
        ({}, RELEASE, {"global": {"proxy": HOLD}}, True),
        (HOLD, {"concurrency": 1}, {}, True),
    ],
)
def test_the_proxy_comes_first_if_the_application_waits_for_it_else_last(
    make_run: Any, mesh: dict[str, Any], annotation: Any, values: dict[str, Any], first: bool
) -> None:
    config = None if annotation is None else decode_proxy_config(annotation).value
    run = make_run(
        named("a", "istio-proxy", "b"), mesh={"defaultConfig": mesh}, values=values, annotation_config=config
    )
    order.apply(run)
    expected = ["istio-proxy", "a", "b"] if first else ["a", "b", "istio-proxy"]
    assert names(run.pod["spec"]["containers"]) == expected


def test_a_pod_without_proxy_keeps_its_order(make_run: Any) -> None:
    run = make_run(named("a", "b"))
    order.apply(run)
    assert names(run.pod["spec"]["containers"]) == ["a", "b"]
