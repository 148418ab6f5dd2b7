"""Mesh-wide settings: the built-in ones, and laying a document over them.

A MeshConfig is a plain dict in protobuf's JSON form (see `proto_json`); `defaultConfig` is always there.

Source: istio pkg/config/mesh/mesh.go (DefaultMeshConfig, ApplyMeshConfig).
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from meshctl.errors import Place, SettingsError
from meshctl.k8s.types import JSONValue
from meshctl.mesh.istio.config_checks import mesh_config_problems
from meshctl.mesh.istio.messages import MESH_CONFIG, MessageType, message_type
from meshctl.mesh.istio.proto_json import decode, overlay
from meshctl.mesh.istio.proxy_config import (
    ProxyConfig,
    built_in_proxy_config,
    decode_proxy_config,
    merge_proxy_config,
)

if TYPE_CHECKING:
    from meshctl.k8s.types import FieldPath

MeshConfig: TypeAlias = "dict[str, JSONValue]"

_DEFAULT_CONFIG: Final = "defaultConfig"
_DEFAULT_PROVIDERS: Final = "defaultProviders"
_EXTENSION_PROVIDERS: Final = "extensionProviders"
_TRUST_DOMAIN_ALIASES: Final = "trustDomainAliases"

_BUILT_IN: Final[MeshConfig] = {
    "proxyListenPort": 15001,
    "proxyInboundListenPort": 15006,
    "connectTimeout": "10s",
    "protocolDetectionTimeout": "0s",
    "ingressClass": "istio",
    "ingressService": "istio-ingressgateway",
    "ingressControllerMode": "STRICT",
    "enableTracing": True,
    "rootNamespace": "istio-system",
    "trustDomain": "cluster.local",
    "enableAutoMtls": True,
    "outboundTrafficPolicy": {"mode": "ALLOW_ANY"},
    "inboundTrafficPolicy": {},  # PASSTHROUGH, the zero value
    "localityLbSetting": {"enabled": True},
    "defaultServiceExportTo": ["*"],
    "defaultVirtualServiceExportTo": ["*"],
    "defaultDestinationRuleExportTo": ["*"],
    "dnsRefreshRate": "60s",
    "enablePrometheusMerge": True,
    "defaultProviders": {},
    "extensionProviders": [
        {"name": "prometheus", "prometheus": {}},
        {"name": "stackdriver", "stackdriver": {}},
        {"name": "envoy", "envoyFileAccessLog": {"path": "/dev/stdout"}},
    ],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedMesh:
    """A mesh configuration, and the fields of the document that mean nothing."""

    config: MeshConfig
    unknown: tuple[FieldPath, ...] = ()


def built_in_mesh_config() -> MeshConfig:
    """A fresh copy of the settings of a mesh that nobody configured."""
    return {**copy.deepcopy(_BUILT_IN), _DEFAULT_CONFIG: built_in_proxy_config()}


def mesh_config_type() -> MessageType:
    """The fields of MeshConfig."""
    return message_type(MESH_CONFIG)


def load_mesh_config(value: JSONValue, *, base: MeshConfig | None = None, place: Place | None = None) -> LoadedMesh:
    """A mesh configuration document over `base`, by default over the built-in settings; `base` is not changed.

    Fields of the document replace those of the base, zero values too. `defaultConfig` merges as a ProxyConfig does,
    `defaultProviders` field by field, extension providers by name, and trust domain aliases are united and sorted.

    Raises:
        SettingsError: a value of the wrong type, or settings that are not valid together.
    """
    base = built_in_mesh_config() if base is None else base
    if value is None:
        return LoadedMesh(config=base)
    read = decode(mesh_config_type(), value, place=place)
    proxy = decode_proxy_config(_part(value, _DEFAULT_CONFIG), path=(_DEFAULT_CONFIG,), place=place)
    config = _merge(base, read.value, proxy.value)
    problems = list(mesh_config_problems(config))
    if problems:
        raise SettingsError(f"mesh configuration: {'; '.join(problems)}", place=place)
    return LoadedMesh(config=config, unknown=read.unknown)


def default_config(mesh: MeshConfig) -> ProxyConfig:
    """The mesh's settings for every proxy."""
    return _as_mapping(mesh, _DEFAULT_CONFIG)


def with_annotation(mesh: MeshConfig, annotation: ProxyConfig) -> MeshConfig:
    """The mesh configuration as the command line sees it: the pod's own settings merged into `defaultConfig`."""
    return {**mesh, _DEFAULT_CONFIG: merge_proxy_config(default_config(mesh), annotation)}


def _merge(base: MeshConfig, patch: MeshConfig, proxy: ProxyConfig) -> MeshConfig:
    merged = overlay(mesh_config_type(), base, patch)
    merged[_DEFAULT_CONFIG] = merge_proxy_config(default_config(base), proxy)
    if _DEFAULT_PROVIDERS in patch:
        merged[_DEFAULT_PROVIDERS] = _as_mapping(base, _DEFAULT_PROVIDERS) | _as_mapping(patch, _DEFAULT_PROVIDERS)
    merged[_EXTENSION_PROVIDERS] = _merge_providers(base, patch)
    aliases = {str(alias) for source in (base, patch) for alias in _as_list(source, _TRUST_DOMAIN_ALIASES)}
    if aliases:
        merged[_TRUST_DOMAIN_ALIASES] = list[JSONValue](sorted(aliases))
    return merged


def _merge_providers(base: MeshConfig, patch: MeshConfig) -> list[JSONValue]:
    """Providers of the base, those of the same name replaced, new ones at the end in the patch's order."""
    merged = list(_as_list(base, _EXTENSION_PROVIDERS))
    for provider in _as_list(patch, _EXTENSION_PROVIDERS):
        names = [_name(known) for known in merged]
        if _name(provider) in names:
            merged[names.index(_name(provider))] = provider
        else:
            merged.append(provider)
    return merged


def _name(provider: JSONValue) -> JSONValue:
    return provider.get("name", "") if isinstance(provider, dict) else ""


def _part(value: JSONValue, name: str) -> JSONValue:
    """A field of the document by either of its names."""
    if not isinstance(value, dict):
        return None
    snake_case = mesh_config_type().by_key[name].proto_name
    return value[name] if name in value else value.get(snake_case)


def _as_mapping(config: MeshConfig, name: str) -> dict[str, JSONValue]:
    held = config.get(name)
    return held if isinstance(held, dict) else {}


def _as_list(config: MeshConfig, name: str) -> list[JSONValue]:
    held = config.get(name)
    return held if isinstance(held, list) else []
