"""Annotations and values are two spellings of the same settings: this table holds both, and reads either way.

From annotations to values: what a pod says about its own proxy. From values to annotations: what the settings given on
the command line mean for pods that the cluster's injector will see.

Source: linkerd/linkerd2 pkg/inject/inject.go and cli/cmd/inject.go.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from meshctl.k8s.quantity import Quantity
from meshctl.mesh.go_text import parse_bool, parse_duration_ns, parse_int, parse_uint
from meshctl.mesh.linkerd import annotations as names
from meshctl.mesh.linkerd.annotation_values import INBOUND_POLICIES
from meshctl.mesh.linkerd.opaque_ports import resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from meshctl.k8s.types import JSONValue

Values = dict[str, Any]
Path = tuple[str, ...]
_MS: Final = 1_000_000
_S: Final = 1_000_000_000
_NANO: Final = -9


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting: its annotation, its place in the values, how text is read, how a value is written.

    `read` gives None for text that does not fit, which is then ignored. A value that differs from the base becomes an
    annotation unless `flag` says otherwise; `flag_path` is where a flag writes it, if elsewhere.
    """

    annotation: str
    path: Path
    read: Callable[[str], JSONValue]
    write: Callable[[Any], str] = str
    flag: bool = True
    flag_path: Path | None = None


def whole_cores(quantity: str) -> int | None:
    """The whole CPU cores a quantity takes, rounded up; None when it is no quantity."""
    try:
        return math.ceil(Quantity.parse(quantity).scaled(_NANO) / 10**9)
    except ValueError:
        return None


def apply_annotations(values: Values, annotations: Mapping[str, str], ports: Mapping[str, int]) -> Values:
    """The values as a pod's annotations change them; `values` is not changed, untouched parts are shared.

    `ports` are the pod's named container ports, which `opaque-ports` may refer to.
    """
    for setting in SETTINGS:
        text = annotations.get(setting.annotation)
        found = None if text is None else setting.read(text)
        if found is not None:
            values = with_value(values, setting.path, found)
    values = _workers(values, annotations)
    if (text := annotations.get(names.OPAQUE_PORTS)) is not None:
        values = with_value(values, ("proxy", "opaquePorts"), resolve(text, ports))
    if annotations.get(names.INJECT) == names.INGRESS:
        values = with_value(values, ("proxy", "isIngress"), True)
    return _trace_attributes(values, annotations)


def annotations_for(base: Values, values: Values) -> dict[str, str]:
    """The annotations that stand for what `values` changes in `base`; settings without an annotation have none."""
    changed: dict[str, str] = {}
    for setting in (*SETTINGS, _OPAQUE_PORTS):
        path = setting.flag_path or setting.path
        new = value_at(values, path)
        if setting.flag and new is not None and new != value_at(base, path):
            changed[setting.annotation] = setting.write(new)
    if value_at(values, ("proxy", "isIngress")) and not value_at(base, ("proxy", "isIngress")):
        changed[names.INJECT] = names.INGRESS
    return changed


def value_at(values: Any, path: Path) -> Any:
    """What stands at a path of the values; None where it breaks off."""
    for key in path:
        values = values.get(key) if isinstance(values, dict) else None
    return values


def with_value(values: Values, path: Path, value: JSONValue) -> Values:
    """A copy of the values along `path`, with `value` at its end."""
    head, *rest = path
    if not rest:
        return {**values, head: value}
    below = values.get(head)
    return {**values, head: with_value(below if isinstance(below, dict) else {}, tuple(rest), value)}


def override_registry(image: str, registry: str) -> str:
    """The image with another registry: everything before the last slash is replaced."""
    if not image:
        return ""
    name = image.rpartition("/")[2]
    registry = registry.rstrip("/")
    return f"{registry}/{name}" if registry else name


def _workers(values: Values, annotations: Mapping[str, str]) -> Values:
    """CPU request and limit also bound the worker threads; a share of the node's CPUs is a bound of its own."""
    for annotation, bound in ((_CPU_REQUEST, "minimum"), (_CPU_LIMIT, "maximum")):
        cores = whole_cores(annotations.get(annotation, ""))
        if cores is not None:
            values = with_value(values, ("proxy", "runtime", "workers", bound), cores)
    return values


def _trace_attributes(values: Values, annotations: Mapping[str, str]) -> Values:
    prefix = names.TRACE_ATTRIBUTE_PREFIX
    for name, text in annotations.items():
        if name.startswith(prefix):
            values = with_value(values, ("proxy", "tracing", "labels", name.removeprefix(prefix)), text)
    return values


def _text(text: str) -> JSONValue:
    return text


def _quantity(text: str) -> JSONValue:
    return text if whole_cores(text) is not None else None


def _uint(text: str) -> JSONValue:
    return parse_uint(text, 32)


def _switch(text: str) -> JSONValue:
    return {"enabled": True, "disabled": False}.get(text)


def _ratio(text: str) -> JSONValue:
    try:
        share = float(text)
    except ValueError:
        return None
    return share if 0 < share < 1 else None


def _policy(text: str) -> JSONValue:
    return text if text in INBOUND_POLICIES else None


def _milliseconds(text: str) -> JSONValue:
    amount = parse_duration_ns(text)
    return None if amount is None else f"{amount // _MS}ms"


def _seconds(text: str) -> JSONValue:
    amount = parse_duration_ns(text)
    return None if amount is None else f"{amount // _S}s"


def _second_count(text: str) -> JSONValue:
    amount = parse_duration_ns(text)
    return None if amount is None else amount // _S


def _bool_text(value: Any) -> str:
    return "true" if value else "false"


def _switch_text(value: Any) -> str:
    return "enabled" if value else "disabled"


def _setting(name: str, path: str, read: Callable[[str], JSONValue] = _text, **more: Any) -> Setting:
    annotation = name if "/" in name else names.CONFIG + name
    written: Callable[[Any], str] = _switch_text if read is _switch else _bool_text if read is parse_bool else str
    return Setting(annotation=annotation, path=tuple(path.split(".")), read=read, **{"write": written, **more})


_CPU_REQUEST: Final = f"{names.CONFIG}proxy-cpu-request"
_CPU_LIMIT: Final = f"{names.CONFIG}proxy-cpu-limit"
_OPAQUE_PORTS: Final = _setting("opaque-ports", "proxy.opaquePorts")
_NATIVE: Final = "proxy.nativeSidecar"

SETTINGS: Final = (
    _setting("proxy-image", "proxy.image.name"),
    _setting("proxy-version", "proxy.image.version"),
    _setting("image-pull-policy", "proxy.image.pullPolicy", flag_path=("imagePullPolicy",)),
    _setting("debug-image", "debugContainer.image.name"),
    _setting("debug-image-version", "debugContainer.image.version"),
    _setting("debug-image-pull-policy", "debugContainer.image.pullPolicy"),
    _setting("control-port", "proxy.ports.control", parse_int),
    _setting("inbound-port", "proxy.ports.inbound", parse_int),
    _setting("admin-port", "proxy.ports.admin", parse_int),
    _setting("outbound-port", "proxy.ports.outbound", parse_int),
    _setting("pod-inbound-ports", "proxy.podInboundPorts"),
    _setting("skip-inbound-ports", "proxyInit.ignoreInboundPorts"),
    _setting("skip-outbound-ports", "proxyInit.ignoreOutboundPorts"),
    _setting("skip-subnets", "proxyInit.skipSubnets"),
    _setting("close-wait-timeout", "proxyInit.closeWaitTimeoutSecs", _second_count, write=lambda value: f"{value}s"),
    _setting("proxy-cpu-request", "proxy.resources.cpu.request", _quantity),
    _setting("proxy-cpu-limit", "proxy.resources.cpu.limit", _quantity),
    _setting("proxy-cpu-ratio-limit", "proxy.runtime.workers.maximumCPURatio", _ratio),
    _setting("proxy-memory-request", "proxy.resources.memory.request", _quantity),
    _setting("proxy-memory-limit", "proxy.resources.memory.limit", _quantity),
    _setting("proxy-ephemeral-storage-request", "proxy.resources.ephemeral-storage.request", _quantity),
    _setting("proxy-ephemeral-storage-limit", "proxy.resources.ephemeral-storage.limit", _quantity),
    _setting("proxy-uid", "proxy.uid", parse_int),
    _setting("proxy-gid", "proxy.gid", parse_int),
    _setting("proxy-log-level", "proxy.logLevel"),
    _setting("proxy-log-format", "proxy.logFormat"),
    _setting("proxy-log-http-headers", "proxy.logHTTPHeaders"),
    _setting("proxy-admin-shutdown", "proxy.enableShutdownEndpoint", _switch),
    _setting("enable-external-profiles", "proxy.enableExternalProfiles", parse_bool),
    _setting("proxy-require-identity-inbound-ports", "proxy.requireIdentityOnInboundPorts"),
    _setting("proxy-metrics-hostname-labels", "proxy.metrics.hostnameLabels", parse_bool),
    _setting("proxy-outbound-connect-timeout", "proxy.outboundConnectTimeout", _milliseconds),
    _setting("proxy-inbound-connect-timeout", "proxy.inboundConnectTimeout", _milliseconds),
    _setting("proxy-outbound-discovery-cache-unused-timeout", "proxy.outboundDiscoveryCacheUnusedTimeout", _seconds),
    _setting("proxy-inbound-discovery-cache-unused-timeout", "proxy.inboundDiscoveryCacheUnusedTimeout", _seconds),
    _setting(
        "proxy-disable-outbound-protocol-detect-timeout", "proxy.disableOutboundProtocolDetectTimeout", parse_bool
    ),
    _setting("proxy-disable-inbound-protocol-detect-timeout", "proxy.disableInboundProtocolDetectTimeout", parse_bool),
    _setting("shutdown-grace-period", "proxy.shutdownGracePeriod", _milliseconds),
    _setting("proxy-await", "proxy.await", _switch),
    _setting("default-inbound-policy", "proxy.defaultInboundPolicy", _policy),
    _setting("access-log", "proxy.accessLog"),
    # NB: in this order, so that the stable name beats the beta one, and that the alpha one.
    _setting(f"{names.ALPHA}proxy-enable-native-sidecar", _NATIVE, parse_bool, flag=False),
    _setting(f"{names.BETA}proxy-enable-native-sidecar", _NATIVE, parse_bool, flag=False),
    _setting("proxy-enable-native-sidecar", _NATIVE, parse_bool),
    _setting(f"{names.ALPHA}proxy-wait-before-exit-seconds", "proxy.waitBeforeExitSeconds", _uint),
    _setting("enable-gateway", "proxy.isGateway", parse_bool),
)
