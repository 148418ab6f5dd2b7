"""Resource attributes of OpenTelemetry for the proxy, after the semantic conventions.

Source: istio pkg/kube/inject/template.go (otelResourceAttributes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from meshctl.k8s.types import Container
    from meshctl.mesh.istio.mesh_config import MeshConfig

_ANNOTATION_PREFIX: Final = "resource.opentelemetry.io/"
_VERSION_LABEL: Final = "app.kubernetes.io/version"
_ENRICHMENT: Final = "OTEL_SEMANTIC_CONVENTIONS"


def otel_resource_attributes(
    mesh: MeshConfig,
    annotations: Mapping[str, str],
    labels: Mapping[str, str],
    namespace: str,
    containers: Sequence[Container],
) -> str:
    """`key=value` pairs for OTEL_RESOURCE_ATTRIBUTES, comma separated; empty unless a mesh provider asks for them.

    `namespace` is the workload's and may be empty, `containers` are those of the pod before injection.
    """
    if not _asked_for(mesh):
        return ""
    found = {
        "service.namespace": namespace,
        "service.version": labels.get(_VERSION_LABEL) or _image_version(containers),
        "service.instance.id": f"{namespace}.$(POD_NAME).{containers[0].get('name', '')}" if containers else "",
    }
    chosen = ((key, annotations.get(_ANNOTATION_PREFIX + key) or value) for key, value in found.items())
    return ",".join(f"{key}={value}" for key, value in chosen if value)


def image_version(image: str) -> str:
    """Tag and digest of an image reference (`1.21`, `1.21@sha256:...`, `sha256:...`), empty without either."""
    name, _, digest = image.partition("@")
    _, colon, tag = name.rpartition("/")[2].rpartition(":")  # a colon before the last slash begins a port
    return "@".join(part for part in (tag if colon else "", digest) if part)


def _asked_for(mesh: MeshConfig) -> bool:
    providers = mesh.get("extensionProviders")
    for provider in providers if isinstance(providers, list) else []:
        opentelemetry = provider.get("opentelemetry") if isinstance(provider, dict) else None
        if isinstance(opentelemetry, dict) and opentelemetry.get("serviceAttributeEnrichment") == _ENRICHMENT:
            return True
    return False


def _image_version(containers: Sequence[Container]) -> str:
    return image_version(containers[0].get("image", "")) if len(containers) == 1 else ""
