"""The functions that Istio's injection templates may call, over the built-in ones and Sprig's.

Where Sprig has a function of the same name, this one replaces it (`indent` leaves the first line alone, `contains` and
`toYaml` differ in detail). `env` reads the environment the settings carry, never the process's own.

Source: istio pkg/kube/inject/template.go.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from meshctl.gotemplate import BUILTINS, SPRIG, FunctionSet, format_value, function
from meshctl.gotemplate.views import StructView
from meshctl.injection.go_views import struct_view_type
from meshctl.injection.istio.go_messages import DURATION, message_view_type
from meshctl.k8s.schema import struct_type
from meshctl.k8s.typed import canonical
from meshctl.mesh import go_json
from meshctl.mesh.go_text import format_duration, parse_duration_ns
from meshctl.mesh.istio.messages import MESH_CONFIG, PROXY_CONFIG
from meshctl.mesh.istio.multus import append_multus_network
from meshctl.mesh.istio.otel import otel_resource_attributes
from meshctl.mesh.istio.proxy_config import proto_json_text
from meshctl.mesh.null_values import omit_nil
from meshctl.yamlio.emitter import dump

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_NAMED_TYPES: Final = {
    "meta": struct_view_type("ObjectMeta"),
    "container": struct_view_type("Container"),
    "mesh": message_view_type(MESH_CONFIG),
    "proxyConfig": message_view_type(PROXY_CONFIG),
    "duration": DURATION,
}
_NOT_TCP: Final = frozenset({"UDP", "SCTP"})
_PROXY: Final = "istio-proxy"


def istio_functions(environment: Mapping[str, str]) -> FunctionSet:
    """Everything an Istio template may call; `env` looks into `environment`."""

    def env(name: str, fallback: str) -> str:
        return environment.get(name) or fallback

    return _base() | FunctionSet({"env": function("string, string -> string", env)})


@cache
def _base() -> FunctionSet:
    declared: dict[str, tuple[str, Callable[..., object]]] = {
        "formatDuration": ("duration -> string", _format_duration),
        "isset": ("map[string]string, string -> bool", _isset),
        "excludeInboundPort": ("any, string -> string", _exclude_inbound_port),
        "includeInboundPorts": ("[]container -> string", _include_inbound_ports),
        "applicationPorts": ("[]container -> string", _application_ports),
        "kubevirtInterfaces": ("string -> string", _identity),
        "excludeInterfaces": ("string -> string", _identity),
        "annotation": ("meta, string, any -> string", _annotation),
        "valueOrDefault": ("any, any -> any", _value_or_default),
        "toJSON": ("map[string]string -> string", _to_json),
        "fromJSON": ("string -> any", _from_json),
        "structToJSON": ("any -> string", _struct_to_json),
        "protoToJSON": ("any -> string", _proto_to_json),
        "toYaml": ("any -> string", _to_yaml),
        "indent": ("int, string -> string", _indent),
        "directory": ("string -> string", _directory),
        "contains": ("string, string -> bool", _contains),
        "toLower": ("string -> string", str.lower),
        "appendMultusNetwork": ("string, string -> string", append_multus_network),
        "omit": ("map[string]string, ...string -> map[string]string", _omit),
        "strdict": ("...string -> map[string]string", _strdict),
        "mergeMaps": ("...map[string]string -> map[string]string", _merge_maps),
        "toJsonMap": ("...map[string]string -> string", _to_json_map),
        "omitNil": ("any -> any", omit_nil),
        "otelResourceAttributes": (
            "mesh, map[string]string, map[string]string, string, []container -> string",
            _otel_resource_attributes,
        ),
    }
    own = {name: function(signature, call, types=_NAMED_TYPES) for name, (signature, call) in declared.items()}
    return BUILTINS | SPRIG | FunctionSet(own)


def _plain(value: object) -> Any:
    """The JSON value behind a view."""
    if isinstance(value, StructView):
        return value.value
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _format_duration(duration: object) -> str:
    return format_duration(parse_duration_ns(_plain(duration) or "0s") or 0)


def _isset(mapping: Mapping[str, str], key: str) -> bool:
    return key in mapping


def _exclude_inbound_port(port: object, ports: str) -> str:
    """`ports` with `port` added, unless it is empty, `0`, or there already."""
    wanted = format_value(port).strip() if port is not None else ""
    if wanted in {"", "0"} or wanted in ports.split(","):
        return ports
    return ",".join([item.strip() for item in ports.split(",") if item.strip()] + [wanted])


def _tcp_ports(containers: Iterable[StructView], *, without: str | None = None) -> str:
    found: list[str] = []
    for container in (cast("dict[str, Any]", view.value) for view in containers):
        if without is not None and container.get("name") == without:
            continue
        ports = (port for port in container.get("ports") or [] if port.get("protocol") not in _NOT_TCP)
        found.extend(str(port.get("containerPort", 0)) for port in ports)
    return ",".join(found)


def _include_inbound_ports(containers: Iterable[StructView]) -> str:
    return _tcp_ports(containers)


def _application_ports(containers: Iterable[StructView]) -> str:
    return _tcp_ports(containers, without=_PROXY)


def _identity(text: str) -> str:
    return text


def _annotation(meta: StructView, name: str, fallback: object) -> str:
    """The annotation if present, even empty, else the fallback as text."""
    annotations = cast("Mapping[str, str]", meta["Annotations"])
    return annotations[name] if name in annotations else format_value(fallback)


def _value_or_default(value: object, fallback: object) -> object:
    return fallback if value is None or value == "" else value


def _to_json(mapping: Mapping[str, str]) -> str:
    return go_json.dumps(dict(mapping), sort_keys=True)


def _from_json(text: str) -> object:
    """The parsed JSON, numbers as Go reads them; text that is not JSON becomes the string `{}`."""
    try:
        return json.loads(text, parse_int=float, parse_constant=_no_json)
    except ValueError:
        return "{}"


def _no_json(constant: str) -> object:
    raise ValueError(constant)


def _struct_to_json(value: object) -> str:
    """JSON of a typed object with its API field names, in the order Go declares them."""
    if not isinstance(value, StructView):
        return "{}" if not value else go_json.dumps(_plain(value), sort_keys=True)
    name = value.struct.name.rpartition(".")[2]
    typed = cast("dict[str, Any]", canonical(cast("Any", value.value), name, drop_unknown=True))
    return go_json.dumps({key: typed[key] for key in struct_type(name).by_json if key in typed})


def _proto_to_json(message: object) -> str:
    """JSON of a message; of a proxy configuration only what differs from the built-in one."""
    if not isinstance(message, StructView):
        return "{}"
    if message.struct.name == _NAMED_TYPES["proxyConfig"].name.removeprefix("*"):
        return proto_json_text(cast("Any", message.value))
    return go_json.dumps(cast("Any", message.value))


def _to_yaml(value: object) -> str:
    return dump(_whole_numbers(_plain(value)))


def _whole_numbers(value: Any) -> Any:
    """Numbers of a values document are floating point; YAML writes whole ones without a point."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return int(value)
    if isinstance(value, dict):
        return {key: _whole_numbers(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_whole_numbers(item) for item in value]
    return value


def _indent(spaces: int, text: str) -> str:
    """Every line but the first indented."""
    return text.replace("\n", "\n" + " " * spaces)


def _directory(path: str) -> str:
    return path[: path.rfind("/") + 1]


def _contains(needle: str, text: str) -> bool:
    return needle in text


def _omit(mapping: Mapping[str, str], *names: str) -> dict[str, str]:
    return {key: value for key, value in mapping.items() if key not in names}


def _strdict(*items: str) -> dict[str, str]:
    padded = [*items, ""] if len(items) % 2 else list(items)
    return dict(zip(padded[::2], padded[1::2], strict=True))


def _merge_maps(*mappings: Mapping[str, str]) -> dict[str, str] | None:
    merged: dict[str, str] = {}
    for mapping in mappings:
        merged.update(mapping)
    return merged if mappings else None


def _to_json_map(*mappings: Mapping[str, str]) -> str:
    return _to_json(_merge_maps(*mappings) or {})


def _otel_resource_attributes(
    mesh: StructView,
    annotations: Mapping[str, str],
    labels: Mapping[str, str],
    namespace: str,
    containers: Iterable[StructView],
) -> str:
    plain = [cast("Any", view.value) for view in containers]
    return otel_resource_attributes(cast("Any", mesh.value), annotations, labels, namespace, plain)
