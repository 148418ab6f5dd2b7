from __future__ import annotations

from typing import Any, cast

import pytest

from meshctl.intercept.containers import find_init_arguments
from meshctl.k8s.types import Pod


def pod(**init: Any) -> Pod:
    return cast("Pod", {"spec": {"initContainers": [{"name": "first", "image": "x"}, {"name": "redirect", **init}]}})


@pytest.mark.parametrize(
    "init",
    [
        {"args": ["istio-iptables", "-p", "15001"]},
        {"command": ["/usr/local/bin/pilot-agent"], "args": ["istio-iptables", "-p", "15001"]},
        {"command": ["meshctl", "iptables", "apply"], "args": ["-p", "15001"]},
        {"args": ["iptables", "apply", "-p", "15001"]},
    ],
)
def test_the_init_container_that_redirects_is_found_by_what_it_runs(init: dict[str, Any]) -> None:
    environment = [{"name": "A", "value": "1"}, {"name": "B", "valueFrom": {}}]
    found = find_init_arguments(pod(**init, env=environment))
    assert found is not None
    assert (found.container, found.arguments, dict(found.environment)) == ("redirect", ("-p", "15001"), {"A": "1"})


def test_a_pod_without_one_has_none() -> None:
    assert find_init_arguments(pod(args=["iptables", "list"])) is None
    assert find_init_arguments(cast("Pod", {})) is None
