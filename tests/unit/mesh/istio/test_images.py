from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from meshctl.mesh.istio.images import proxy_image, proxy_init_image, with_type
from meshctl.mesh.istio.values import load_values

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue

KIND = "sidecar.istio.io/proxyImageType"
DEBUG: dict[str, JSONValue] = {"image": {"imageType": "debug"}}


@pytest.mark.parametrize(
    ("tag", "kind", "result"),
    [
        ("1.2", "", "1.2"),
        ("1.2-debug", "", "1.2-debug"),
        ("1.2", "debug", "1.2-debug"),
        ("1.2-distroless", "debug", "1.2-debug"),
        ("1.2-debug", "default", "1.2"),
        ("1.2-odd", "debug", "1.2-odd-debug"),
    ],
)
def test_a_type_replaces_the_known_suffixes_of_a_tag(tag: str, kind: str, result: str) -> None:
    assert with_type(tag, kind) == result


def test_the_type_comes_from_the_annotation_then_the_proxys_settings_then_the_values() -> None:
    values = load_values({"global": {"hub": "h", "tag": "t", "variant": "distroless"}})
    assert proxy_image(values, {}, {}) == "h/proxyv2:t-distroless"
    assert proxy_image(values, DEBUG, {}) == "h/proxyv2:t-debug"
    assert proxy_image(values, DEBUG, {KIND: "default"}) == "h/proxyv2:t"
    assert proxy_image(values, DEBUG, {KIND: ""}) == "h/proxyv2:t"


def test_the_init_image_has_a_name_of_its_own_and_ignores_the_proxys_settings() -> None:
    values = load_values({"global": {"hub": "h", "tag": "t", "proxy": {"image": "p"}, "proxy_init": {"image": "i"}}})
    assert proxy_image(values, {}, {}) == "h/p:t"
    assert proxy_init_image(values, {}) == "h/i:t"
    assert proxy_init_image(values, {KIND: "debug"}) == "h/i:t-debug"
