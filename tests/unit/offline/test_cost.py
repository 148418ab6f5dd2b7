from __future__ import annotations

from typing import Any

import pytest

from meshctl.offline.cost import added_cost


def container(cpu: object = None, memory: object = None, *, limits: bool = False, **more: Any) -> dict[str, Any]:
    amounts = {key: value for key, value in (("cpu", cpu), ("memory", memory)) if value is not None}
    return {"name": "c", "resources": {"limits" if limits else "requests": amounts}, **more}


def cost(before: dict[str, Any], after: dict[str, Any]) -> tuple[int, int]:
    found = added_cost({"spec": before}, {"spec": after})  # type: ignore[typeddict-item]
    return found.cpu_millis, found.memory_bytes


NATIVE = container("100m", "128Mi", restartPolicy="Always")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"containers": []}, {"containers": [container("100m", "128Mi")]}, (100, 2**27)),
        ({"containers": [container("1")]}, {"containers": [container("1"), container(0.5)]}, (500, 0)),
        # A native sidecar counts beside the containers; an init step only while it runs.
        ({"containers": [container("1")]}, {"containers": [container("1")], "initContainers": [NATIVE]}, (100, 2**27)),
        (
            {"containers": [container("1")]},
            {"containers": [container("1")], "initContainers": [container("400m")]},
            (0, 0),
        ),
        ({"containers": []}, {"containers": [], "initContainers": [container("400m")]}, (400, 0)),
        # A step that starts after a sidecar runs beside it.
        (
            {"containers": [], "initContainers": [container("400m")]},
            {"containers": [], "initContainers": [NATIVE, container("400m")]},
            (100, 2**27),
        ),
        # A limit alone is the request too.
        ({"containers": []}, {"containers": [container("2", limits=True)]}, (2000, 0)),
        ({"containers": []}, {"containers": [container("1.0005")]}, (1001, 0)),
        ({"containers": []}, {"containers": [container("text")]}, (0, 0)),
        ({}, {}, (0, 0)),
    ],
)
def test_the_added_request_is_the_schedulers(before: Any, after: Any, expected: tuple[int, int]) -> None:
    assert cost(before, after) == expected
