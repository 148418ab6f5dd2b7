"""The values document: install settings that templates and the injector read.

Kept twice: as the plain mapping that templates see, and typed for the few settings the injector reads itself.

Source: istio pkg/kube/inject/webhook.go (NewValuesConfig).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from meshctl.errors import Place, SettingsError
from meshctl.mesh.go_text import format_float
from meshctl.mesh.istio.proto_json import describe, format_path

if TYPE_CHECKING:
    from meshctl.k8s.types import FieldPath, JSONValue

_TEXTS: Final[dict[str, FieldPath]] = {
    "hub": ("global", "hub"),
    "variant": ("global", "variant"),
    "proxy_image": ("global", "proxy", "image"),
    "proxy_init_image": ("global", "proxy_init", "image"),
    "network": ("global", "network"),
    "cluster_name": ("global", "multiCluster", "clusterName"),
}
_BOOLEANS: Final[dict[str, FieldPath]] = {
    "hold_application_until_proxy_starts": ("global", "proxy", "holdApplicationUntilProxyStarts"),
    "rewrite_app_http_probe": ("sidecarInjectorWebhook", "rewriteAppHTTPProbe"),
}
_TAG: Final[FieldPath] = ("global", "tag")


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """Install settings; what a document does not say is empty or false.

    `document` is the mapping as it came, with additional templates and the like. `for_templates` is the same with
    every number as a floating point number, which is how templates see and print them (`1e+06`); it is shared, so
    do not change it.
    """

    document: dict[str, JSONValue] = field(default_factory=dict)
    for_templates: dict[str, JSONValue] = field(default_factory=dict, repr=False, compare=False)
    hub: str = ""
    tag: str = ""
    variant: str = ""
    proxy_image: str = ""
    proxy_init_image: str = ""
    network: str = ""
    cluster_name: str = ""
    hold_application_until_proxy_starts: bool = False
    rewrite_app_http_probe: bool = False


def load_values(value: JSONValue, *, place: Place | None = None) -> Values:
    """Values from a parsed document; an empty one is an empty mapping, unknown keys are kept for templates.

    Raises:
        SettingsError: the document is no mapping, or a setting that the injector reads has the wrong type.
    """
    document = {} if value is None else value
    if not isinstance(document, dict):
        raise SettingsError(f"values: expected a mapping, found {describe(document)}", place=place)
    texts = {name: _text(document, path, place) for name, path in _TEXTS.items()}
    booleans = {name: _boolean(document, path, place) for name, path in _BOOLEANS.items()}
    seen = as_template_values(document)
    assert isinstance(seen, dict)  # noqa: S101  a mapping stays one
    return Values(document=document, for_templates=seen, tag=_tag(document, place), **texts, **booleans)  # type: ignore[arg-type]


def as_template_values(value: JSONValue) -> JSONValue:
    """A copy with every whole number as a floating point number, at every depth."""
    match value:
        case bool():
            return value
        case int():
            return float(value)
        case dict():
            return {key: as_template_values(held) for key, held in value.items()}
        case list():
            return [as_template_values(held) for held in value]
    return value


def find_value(document: dict[str, JSONValue], path: FieldPath, *, place: Place | None = None) -> JSONValue:
    """The value at a path of keys, None where any step is absent or null.

    Raises:
        SettingsError: a step leads through something that is not a mapping.
    """
    found: JSONValue = document
    for depth, key in enumerate(path):
        if found is None:
            return None
        if not isinstance(found, dict):
            raise _wrong(path[:depth], "a mapping", found, place)
        found = found.get(str(key))
    return found


def _text(document: dict[str, JSONValue], path: FieldPath, place: Place | None) -> str:
    found = find_value(document, path, place=place)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise _wrong(path, "text (put it in quotes)", found, place)
    return found


def _boolean(document: dict[str, JSONValue], path: FieldPath, place: Place | None) -> bool:
    found = find_value(document, path, place=place)
    if found is None:
        return False
    if not isinstance(found, bool):
        raise _wrong(path, "true or false", found, place)
    return found


def _tag(document: dict[str, JSONValue], place: Place | None) -> str:
    """The image tag as text; a number is printed the way Go prints one, so `1.10` unquoted is `1.1`."""
    found = find_value(document, _TAG, place=place)
    match found:
        case None:
            return ""
        case bool():
            return str(found).lower()
        case int() | float():
            return format_float(float(found))
        case str():
            return found
    raise _wrong(_TAG, "text or a number", found, place)


def _wrong(path: FieldPath, expected: str, found: JSONValue, place: Place | None) -> SettingsError:
    return SettingsError(f"values: {format_path(path)}: expected {expected}, found {describe(found)}", place=place)
