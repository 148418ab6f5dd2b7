"""Settings of one proxy: the built-in ones, laying layers over each other, and the JSON form that pods carry.

A ProxyConfig is a plain dict in protobuf's JSON form (see `proto_json`).

Source: istio pkg/config/mesh/mesh.go (DefaultProxyConfig, MergeProxyConfig) and pilot/pkg/model/proxy_config.go.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Final, TypeAlias

from meshctl.errors import InputError, SettingsError
from meshctl.mesh import go_json
from meshctl.mesh.istio.config_checks import proxy_config_problems
from meshctl.mesh.istio.messages import PROXY_CONFIG, MessageType, message_type
from meshctl.mesh.istio.proto_json import Decoded, decode, drop_zeros, in_order, overlay
from meshctl.yamlio import load_plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshctl.errors import Place
    from meshctl.k8s.types import FieldPath, JSONValue

ProxyConfig: TypeAlias = "dict[str, JSONValue]"

_BUILT_IN: Final[ProxyConfig] = {
    "configPath": "./etc/istio/proxy",
    "binaryPath": "/usr/local/bin/envoy",
    "serviceCluster": "istio-proxy",
    "drainDuration": "45s",
    "discoveryAddress": "istiod.istio-system.svc:15012",
    "proxyAdminPort": 15000,
    "controlPlaneAuthPolicy": "MUTUAL_TLS",
    "statNameLength": 189,
    "statusPort": 15020,
    "terminationDrainDuration": "5s",
}

# Parts of proxyHeaders that fall back to the lower layer while a higher layer does not set them.
_INHERITED_HEADERS: Final = ("forwardedClientCert", "requestId", "attemptCount", "server", "envoyDebugHeaders")


def built_in_proxy_config() -> ProxyConfig:
    """A fresh copy of the settings that hold where nobody says otherwise."""
    return copy.deepcopy(_BUILT_IN)


def proxy_config_type() -> MessageType:
    """The fields of ProxyConfig."""
    return message_type(PROXY_CONFIG)


def decode_proxy_config(value: JSONValue, *, path: FieldPath = (), place: Place | None = None) -> Decoded:
    """One layer of settings from JSON or YAML values.

    Plain fields set to zero are kept, so that `merge_proxy_config` lets them override.

    Raises:
        SettingsError: a value of the wrong type, naming the field.
    """
    return decode(proxy_config_type(), value, path=path, place=place)


def read_annotation(text: str) -> ProxyConfig:
    """The settings in a pod's `proxy.istio.io/config`, YAML or JSON; empty text means none.

    Raises:
        InputError: the text is not YAML.
        SettingsError: it is no mapping, or a field has the wrong type.
    """
    return decode_proxy_config(load_plain(text)).value


def annotation_problem(text: str) -> str | None:
    """Why a `proxy.istio.io/config` is not valid on top of the built-in settings, None if it is."""
    try:
        config = merge_proxy_config(built_in_proxy_config(), read_annotation(text))
    except (InputError, SettingsError) as fault:
        return str(fault)
    return "; ".join(proxy_config_problems(config)) or None


def merge_proxy_config(base: ProxyConfig, patch: ProxyConfig) -> ProxyConfig:
    """`base` with the fields of `patch`; inputs are not changed.

    Fields are replaced as a whole, except that proxyMetadata merges key by key and five parts of proxyHeaders fall
    back to the base. A plain field that the patch holds at its zero value is reset.
    """
    merged = overlay(proxy_config_type(), base, patch)
    if patch.get("proxyMetadata") is not None:
        united = {**_mapping(base, "proxyMetadata"), **_mapping(patch, "proxyMetadata")}
        if united:
            merged["proxyMetadata"] = united
    if "proxyHeaders" in patch and "proxyHeaders" in base:
        inherited = {key: value for key, value in _mapping(base, "proxyHeaders").items() if key in _INHERITED_HEADERS}
        merged["proxyHeaders"] = {**inherited, **_mapping(patch, "proxyHeaders")}
    return merged


def layer_proxy_configs(layers: Iterable[ProxyConfig | None]) -> ProxyConfig:
    """The settings in force in the webhook: `layers`, lowest first, over the built-in ones.

    Each layer passes through its JSON form first, so plain fields at zero cannot override a lower layer; wrapped
    fields (`concurrency: 0`) and empty messages (`tracing: {}`) can. The command line merges text instead:
    `merge_proxy_config` alone.
    """
    merged = built_in_proxy_config()
    for layer in layers:
        if layer is not None:
            merged = merge_proxy_config(merged, drop_zeros(proxy_config_type(), layer))
    return merged


def layer_of_resource(spec: dict[str, JSONValue]) -> ProxyConfig:
    """The layer that a ProxyConfig resource (networking.istio.io) makes; it has no other settings than these three."""
    renamed = {"concurrency": "concurrency", "environmentVariables": "proxyMetadata", "image": "image"}
    found = {name: spec[key] for key, name in renamed.items() if spec.get(key) is not None}
    return decode_proxy_config(found).value


def proto_json(config: ProxyConfig) -> ProxyConfig:
    """The settings that differ from the built-in ones, in the order Istio writes them: what PROXY_CONFIG holds.

    An explicit false of a wrapped field and an empty message are kept, zero values of plain fields are not.
    """
    kept = {
        name: value
        for name, value in drop_zeros(proxy_config_type(), config).items()
        if name not in _BUILT_IN or value != _BUILT_IN[name]
    }
    return in_order(proxy_config_type(), kept)


def proto_json_text(config: ProxyConfig) -> str:
    """`proto_json` as compact text; `{}` for untouched settings."""
    return go_json.dumps(proto_json(config))


def status_port(config: ProxyConfig) -> int:
    """The port of the agent's own HTTP server, 0 when it was set to that."""
    port = config.get("statusPort", 0)
    return port if isinstance(port, int) else 0


def image_type(config: ProxyConfig) -> str:
    """The kind of proxy image asked for (`distroless`, `debug`), empty when none was."""
    asked = _mapping(config, "image").get("imageType")
    return asked if isinstance(asked, str) else ""


def holds_application(config: ProxyConfig) -> bool:
    """Whether application containers wait until the proxy is ready."""
    return config.get("holdApplicationUntilProxyStarts") is True


def _mapping(config: ProxyConfig, name: str) -> dict[str, JSONValue]:
    held = config.get(name)
    return held if isinstance(held, dict) else {}
