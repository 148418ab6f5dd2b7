"""The injector's configuration: policy, templates, selectors, and what the values document adds to it.

In a cluster it is the key `config` of ConfigMap `istio-sidecar-injector`, beside `values`; the mesh configuration is
the key `mesh` of ConfigMap `istio`.

Source: istio pkg/kube/inject/inject.go (Config), manifests istiod-injector-configmap.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from meshctl.errors import Place, SettingsError
from meshctl.mesh.go_text import format_float
from meshctl.mesh.istio.proto_json import describe, format_path
from meshctl.mesh.istio.values import find_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.k8s.types import FieldPath, JSONValue

ConfigKey: TypeAlias = Literal["config", "values", "mesh"]

DEFAULT_TEMPLATE: Final = "sidecar"
ENABLED: Final = "enabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectorConfig:
    """What the injector does with which pod.

    `policy` is `enabled` or `disabled`; anything else, so also an absent one, refuses every pod. Selectors are
    LabelSelectors as they were written. `aliases` stand for several templates each.
    """

    policy: str = ""
    default_templates: tuple[str, ...] = (DEFAULT_TEMPLATE,)
    templates: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    never_inject_selector: tuple[JSONValue, ...] = ()
    always_inject_selector: tuple[JSONValue, ...] = ()
    injected_annotations: Mapping[str, str] = field(default_factory=dict)


def load_injector_config(value: JSONValue, *, place: Place | None = None) -> InjectorConfig:
    """The configuration of a parsed document; unknown keys are ignored.

    Raises:
        SettingsError: the document is no mapping, or a key holds the wrong type; the message names it.
    """
    if not isinstance(value, dict):
        raise SettingsError(f"injector configuration: expected a mapping, found {describe(value)}", place=place)
    part = _Part(document=value, path=(), place=place)
    aliases = part.mapping("aliases")
    return InjectorConfig(
        policy=part.text("policy"),
        default_templates=part.texts("defaultTemplates") or (DEFAULT_TEMPLATE,),
        templates=part.text_mapping("templates"),
        aliases={name: part.below("aliases", aliases).texts(name) for name in aliases},
        never_inject_selector=part.selectors("neverInjectSelector"),
        always_inject_selector=part.selectors("alwaysInjectSelector"),
        injected_annotations=part.text_mapping("injectedAnnotations"),
    )


def join_values(
    config: InjectorConfig, document: dict[str, JSONValue], *, place: Place | None = None
) -> InjectorConfig:
    """The configuration with what stands under `sidecarInjectorWebhook` in the values, as the chart joins them.

    Templates, aliases and annotations of the values are added and win by name; selectors are added; default templates
    replace the configuration's unless empty.

    Raises:
        SettingsError: a key holds the wrong type.
    """
    path: FieldPath = ("sidecarInjectorWebhook",)
    found = find_value(document, path, place=place)
    if not isinstance(found, dict):
        return config
    extra = load_injector_config(found, place=place)
    return replace(
        config,
        default_templates=extra.default_templates if found.get("defaultTemplates") else config.default_templates,
        templates={**config.templates, **extra.templates},
        aliases={**config.aliases, **extra.aliases},
        never_inject_selector=_united(config.never_inject_selector, extra.never_inject_selector),
        always_inject_selector=_united(config.always_inject_selector, extra.always_inject_selector),
        injected_annotations={**config.injected_annotations, **extra.injected_annotations},
    )


def built_in_injector_config(templates: Mapping[str, str], document: dict[str, JSONValue]) -> InjectorConfig:
    """The configuration the chart makes of these templates and values; the policy is `global.proxy.autoInject`."""
    policy = find_value(document, ("global", "proxy", "autoInject"))
    config = InjectorConfig(policy=policy if isinstance(policy, str) else ENABLED, templates=templates)
    return join_values(config, document)


def bare_template(text: str) -> InjectorConfig:
    """The configuration for a file that is a template itself rather than a configuration."""
    return InjectorConfig(policy=ENABLED, templates={DEFAULT_TEMPLATE: text})


def is_config_map(document: JSONValue) -> bool:
    """Whether a parsed document is a ConfigMap manifest, in which parts of the configuration stand as texts."""
    return isinstance(document, dict) and document.get("kind") == "ConfigMap"


def config_map_text(document: JSONValue, key: ConfigKey, *, place: Place | None = None) -> str:
    """One part of the configuration, as text, from a ConfigMap manifest.

    Raises:
        SettingsError: the manifest has no such key.
    """
    data = document.get("data") if isinstance(document, dict) else None
    text = data.get(key) if isinstance(data, dict) else None
    if not isinstance(text, str):
        metadata = document.get("metadata") if isinstance(document, dict) else None
        name = metadata.get("name", "") if isinstance(metadata, dict) else ""
        have = ", ".join(sorted(data)) if isinstance(data, dict) and data else "no keys at all"
        raise SettingsError(
            f'missing configuration map key "{key}" in "{name}", which has {have}',
            place=place,
            remedy="the keys config and values stand in istio-sidecar-injector, mesh in istio",
        )
    return text


def _united(one: tuple[JSONValue, ...], other: tuple[JSONValue, ...]) -> tuple[JSONValue, ...]:
    """Both, without those of the second that the first has already."""
    return (*one, *(each for each in other if each not in one))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A mapping of the document and where it stands; reads keys by type."""

    document: dict[str, JSONValue]
    path: FieldPath
    place: Place | None

    def below(self, key: str, document: dict[str, JSONValue]) -> _Part:
        return _Part(document=document, path=(*self.path, key), place=self.place)

    def text(self, key: str) -> str:
        return self._as_text(self.document.get(key), (*self.path, key))

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(self._as_text(item, (*self.path, key, index)) for index, item in enumerate(self._list(key)))

    def mapping(self, key: str) -> dict[str, JSONValue]:
        found = self.document.get(key)
        if found is None:
            return {}
        if not isinstance(found, dict):
            raise self._wrong((*self.path, key), "a mapping", found)
        return found

    def selectors(self, key: str) -> tuple[JSONValue, ...]:
        found = self._list(key)
        return tuple(self._selector(item, (*self.path, key, index)) for index, item in enumerate(found))

    def text_mapping(self, key: str) -> dict[str, str]:
        found = self.mapping(key)
        return {name: self._as_text(held, (*self.path, key, name)) for name, held in found.items()}

    def _selector(self, value: JSONValue, path: FieldPath) -> JSONValue:
        """A label selector, plain numbers and booleans as text; whatever else is wrong shows when it is used."""
        if not isinstance(value, dict):
            raise self._wrong(path, "a label selector", value)
        labels = value.get("matchLabels")
        if not isinstance(labels, dict):
            return value
        return {**value, "matchLabels": {key: self._as_text(held, (*path, key)) for key, held in labels.items()}}

    def _list(self, key: str) -> list[JSONValue]:
        found = self.document.get(key)
        if found is None:
            return []
        if not isinstance(found, list):
            raise self._wrong((*self.path, key), "a list", found)
        return found

    def _as_text(self, value: JSONValue, path: FieldPath) -> str:
        """Text as Kubernetes reads it into a typed field: plain numbers and booleans become text, null is empty."""
        match value:
            case None:
                return ""
            case bool():
                return str(value).lower()
            case int():
                return str(value)
            case float():
                return format_float(value)
            case str():
                return value
        raise self._wrong(path, "text", value)

    def _wrong(self, path: FieldPath, expected: str, found: JSONValue) -> SettingsError:
        message = f"injector configuration: {format_path(path)}: expected {expected}, found {describe(found)}"
        return SettingsError(message, place=self.place)
