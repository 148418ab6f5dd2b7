"""Where the settings of a Linkerd proxy came from: the pod's annotation, a flag, or the control plane's values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from meshctl.injection.linkerd.plan import pod_values
from meshctl.injection.result import Origin
from meshctl.mesh.linkerd import annotations as keys
from meshctl.mesh.linkerd.overrides import SETTINGS, value_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshctl.injection.linkerd.settings import LinkerdSettings
    from meshctl.injection.result import InjectionResult

_TOLD: Final = (
    ("layout", "proxy.nativeSidecar"),
    ("image", "proxy.image.name"),
    ("version", "proxy.image.version"),
    ("inbound port", "proxy.ports.inbound"),
    ("outbound port", "proxy.ports.outbound"),
    ("skipped inbound ports", "proxyInit.ignoreInboundPorts"),
    ("skipped outbound ports", "proxyInit.ignoreOutboundPorts"),
    ("opaque ports", "proxy.opaquePorts"),
    ("requests.cpu", "proxy.resources.cpu.request"),
    ("requests.memory", "proxy.resources.memory.request"),
    ("limits.cpu", "proxy.resources.cpu.limit"),
    ("limits.memory", "proxy.resources.memory.limit"),
    ("log level", "proxy.logLevel"),
    ("default inbound policy", "proxy.defaultInboundPolicy"),
)


def origins(result: InjectionResult, settings: LinkerdSettings) -> tuple[Origin, ...]:
    """Layout, image, ports, resources and policy of the injected pod, each with the place it was set."""
    if not result.templates:
        return ()
    annotations = (result.original.get("metadata") or {}).get("annotations") or {}
    return tuple(_origins(pod_values(result.original, {}, settings), annotations, settings))


def _origins(values: Mapping[str, Any], annotations: Mapping[str, str], settings: LinkerdSettings) -> Iterator[Origin]:
    for subject, dotted in _TOLD:
        path = tuple(dotted.split("."))
        value = value_at(values, path)
        if subject == "version":
            value = value or values.get("linkerdVersion")
        if value in {None, ""}:
            continue
        names = [setting.annotation for setting in SETTINGS if path == setting.path]
        names += [keys.OPAQUE_PORTS] if dotted == "proxy.opaquePorts" else []
        yield Origin(
            subject=subject, value=_shown(subject, value), source=_source(dotted, names, annotations, settings)
        )


def _source(dotted: str, names: list[str], annotations: Mapping[str, str], settings: LinkerdSettings) -> str:
    for name in reversed(names):
        if name in annotations:
            return f"annotation {name}"
    if any(name in settings.flags for name in names):
        return f"flag --set {dotted}"
    return f"values {dotted}"


def _shown(subject: str, value: Any) -> str:
    if subject == "layout":
        return "native sidecar (init container that keeps running)" if value else "ordinary container"
    return str(value)
