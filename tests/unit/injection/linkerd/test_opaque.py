"""The opaque-ports annotation of what is not injected."""

from __future__ import annotations

from typing import Any

import pytest

from meshctl.injection.linkerd.opaque import opaque_ports_patch
from tests.unit.injection.linkerd.control_plane import linkerd_settings

NAME = "config.linkerd.io/opaque-ports"
POINTER = "/metadata/annotations/config.linkerd.io~1opaque-ports"


def _service(*ports: dict[str, Any], **annotations: str) -> dict[str, Any]:
    return {"kind": "Service", "metadata": {"annotations": annotations}, "spec": {"ports": list(ports)}}


@pytest.mark.parametrize(
    ("ports", "expected"),
    [
        ([{"port": 9090, "targetPort": 3306}, {"port": 25}], "9090,25"),
        ([{"port": 3306, "targetPort": "mysql"}], None),
        ([{"port": 5432, "targetPort": 0}], "5432"),
        ([{"port": 5432, "targetPort": 80}], None),
    ],
)
def test_a_service_port_is_opaque_by_where_it_leads(ports: list[dict[str, Any]], expected: str | None) -> None:
    patch = opaque_ports_patch(_service(*ports, a="b"), {}, linkerd_settings())
    assert patch == ([] if expected is None else [{"op": "add", "path": POINTER, "value": expected}])


def test_the_own_value_wins_even_when_empty_and_the_namespaces_comes_next() -> None:
    settings = linkerd_settings()
    own: dict[str, Any] = {"kind": "Pod", "metadata": {"annotations": {NAME: ""}}, "spec": {}}
    assert opaque_ports_patch(own, {NAME: "1"}, settings) == []
    port = [{"containerPort": 25}]
    silent: dict[str, Any] = {"kind": "Pod", "metadata": {}, "spec": {"initContainers": [{"ports": port}]}}
    assert opaque_ports_patch(silent, {NAME: "1"}, settings)[0]["value"] == {NAME: "1"}
    assert opaque_ports_patch(silent, {}, settings)[0]["value"] == {NAME: "25"}
