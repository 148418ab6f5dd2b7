from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from meshctl.mesh.istio.otel import image_version, otel_resource_attributes

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue

MESH: dict[str, JSONValue] = {
    "extensionProviders": [
        {"name": "other", "zipkin": {}},
        {"name": "o", "opentelemetry": {"serviceAttributeEnrichment": "OTEL_SEMANTIC_CONVENTIONS"}},
    ]
}


@pytest.mark.parametrize(
    ("image", "version"),
    [
        ("nginx", ""),
        ("nginx:1.21", "1.21"),
        ("registry:5000/nginx", ""),
        ("registry:5000/nginx:1.21@sha256:abc", "1.21@sha256:abc"),
        ("nginx@sha256:abc", "sha256:abc"),
    ],
)
def test_the_version_of_an_image_is_its_tag_and_digest(image: str, version: str) -> None:
    assert image_version(image) == version


def test_an_empty_annotation_counts_as_absent() -> None:
    annotations = {"resource.opentelemetry.io/service.namespace": "", "resource.opentelemetry.io/service.version": "v"}
    found = otel_resource_attributes(MESH, annotations, {"app.kubernetes.io/version": "l"}, "ns", [])
    assert found == "service.namespace=ns,service.version=v"


def test_two_containers_have_no_common_version_and_the_first_names_the_instance() -> None:
    containers = [{"name": "a", "image": "x:1"}, {"name": "b", "image": "y:2"}]
    found = otel_resource_attributes(MESH, {}, {}, "", containers)  # type: ignore[arg-type]  # as read from JSON
    assert found == "service.instance.id=.$(POD_NAME).a"


def test_nothing_is_written_unless_a_provider_asks() -> None:
    assert otel_resource_attributes({}, {}, {}, "ns", []) == ""
