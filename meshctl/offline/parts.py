"""The documents a configuration is made of, read from files, each with the place that messages name.

Wherever one part is expected, the ConfigMap that holds it is accepted as kubectl prints it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from meshctl.errors import InputError, Place, SettingsError
from meshctl.manifests.sources import read_source
from meshctl.mesh.istio.injector_config import ConfigKey, config_map_text, is_config_map
from meshctl.mesh.istio.proto_json import describe
from meshctl.yamlio import load_plain

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue

OPERATOR: Final = "IstioOperator"
# Kinds a bare template may say it is: what it renders to is a pod.
_POD: Final = "Pod"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One configuration document, and where it stood."""

    value: Any
    place: Place


def read_injector(path: str) -> Part:
    """Injector configuration, or the ConfigMap with it, or a bare template, which need not be YAML.

    Raises:
        InputError: it cannot be read, or is neither YAML nor a template.
        SettingsError: it is empty, or some other manifest.
    """
    source = read_source(path)
    place = Place(source.name)
    if not source.text.strip():
        raise SettingsError("the file is empty, expected injector configuration or a template", place=place)
    try:
        value: Any = load_plain(source.text, name=source.name)
    except InputError:
        if "{{" not in source.text:
            raise
        value = source.text
    if not is_config_map(value):
        _refuse_manifest(value, place, expected="injector configuration, a ConfigMap or a template", but=_POD)
    return Part(value=value, place=place)


def read_mapping(path: str, key: ConfigKey) -> Part:
    """One part of the configuration: a document of its own, or a key of a ConfigMap; empty text is an empty mapping.

    Raises:
        InputError: it cannot be read.
        SettingsError: it is no mapping, some other manifest, or a ConfigMap without that key.
    """
    source = read_source(path)
    part = Part(value=load_plain(source.text, name=source.name), place=Place(source.name))
    if is_config_map(part.value):
        part = part_of(part, key)
    _refuse_manifest(part.value, part.place, expected="mesh configuration" if key == "mesh" else "values")
    return Part(value=as_mapping(part.value, "the document", part.place), place=part.place)


def part_of(config_map: Part, key: ConfigKey) -> Part:
    """One key of a ConfigMap, parsed.

    Raises:
        SettingsError: the ConfigMap has no such key.
        InputError: the text is not YAML.
    """
    place = Place(f"{config_map.place.source} (key {key})")
    text = config_map_text(config_map.value, key, place=config_map.place)
    return Part(value=load_plain(text, name=place.source), place=place)


def as_mapping(value: JSONValue, what: str, place: Place) -> dict[str, Any]:
    """The mapping that a value has to be; nothing counts as an empty one.

    Raises:
        SettingsError: it is something else.
    """
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise SettingsError(f"{what}: expected a mapping, found {describe(value)}", place=place)
    return value


def _refuse_manifest(value: Any, place: Place, *, expected: str, but: str = "") -> None:
    """A Kubernetes manifest given for configuration would be taken for settings that all have no meaning."""
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind == but or ("apiVersion" not in value and kind != OPERATOR):
        return
    remedy = "give it with --operatorFileName" if kind == OPERATOR else "check which file belongs to which flag"
    raise SettingsError(f"found a manifest of kind {kind}, expected {expected}", place=place, remedy=remedy)
