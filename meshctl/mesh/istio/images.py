"""Names of the proxy's images.

Source: istio pkg/kube/inject/inject.go (ProxyImage, proxyImage, updateImageTypeIfPresent).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from meshctl.mesh.istio.proxy_config import image_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.mesh.istio.proxy_config import ProxyConfig
    from meshctl.mesh.istio.values import Values

IMAGE_TYPE_ANNOTATION: Final = "sidecar.istio.io/proxyImageType"

_DEFAULT_NAME: Final = "proxyv2"
_DEFAULT_TYPE: Final = "default"
_KNOWN_SUFFIXES: Final = ("-distroless", "-debug")


def proxy_image(values: Values, config: ProxyConfig, annotations: Mapping[str, str]) -> str:
    """The sidecar's image; its type comes from the annotation, the proxy's settings, or the values."""
    return _image(values, values.proxy_image, image_type(config), annotations)


def proxy_init_image(values: Values, annotations: Mapping[str, str]) -> str:
    """The init container's image; the proxy's settings have no say in its type."""
    return _image(values, values.proxy_init_image, "", annotations)


def with_type(tag: str, kind: str) -> str:
    """A tag for images of that type: `1.12-debug` becomes `1.12-distroless`, or `1.12` for `default`."""
    if not kind:
        return tag
    for suffix in _KNOWN_SUFFIXES:
        tag = tag.removesuffix(suffix)
    return tag if kind == _DEFAULT_TYPE else f"{tag}-{kind}"


def _image(values: Values, name: str, configured: str, annotations: Mapping[str, str]) -> str:
    # NB: an annotation that is there but empty leaves the tag alone, whatever else is configured.
    kind = annotations.get(IMAGE_TYPE_ANNOTATION)
    if kind is None:
        kind = configured or values.variant
    return f"{values.hub}/{name or _DEFAULT_NAME}:{with_type(values.tag, kind)}"
