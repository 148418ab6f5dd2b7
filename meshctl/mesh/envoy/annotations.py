"""The table of annotations that standalone Envoy sidecars read: one row each, the only place that names them all.

A row gives the annotation, its check, and where in the values it is laid: parsing, validation, the template's view and
the reference all come from it.
"""
# ruff: noqa: E501  one row a line, so that the table can be read and searched as one

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from meshctl.mesh.annotation import Annotation, Check, Problem, Status, Where, check_annotations
from meshctl.mesh.envoy import annotation_values as check

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PREFIX: Final = "envoy.meshctl.io/"
INJECT: Final = f"{PREFIX}inject"
STATUS: Final = f"{PREFIX}status"
ENABLED, DISABLED = "enabled", "disabled"
_SOURCE: Final = "meshctl"

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A row: the annotation, and for one that changes values their path and how its text becomes a value."""

    annotation: Annotation
    path: Path = ()
    read: Callable[[str], Any] = str


def _row(name: str, value: str, summary: str, **more: Any) -> Annotation:
    given = {"on": ("Pod",), "status": Status.ALPHA, "source": _SOURCE, **more}
    return Annotation(name=PREFIX + name, value=value, summary=summary, **given)


def _setting(path: str, name: str, value: str, summary: str, ok: Check, read: Callable[[str], Any] = str) -> Setting:
    annotation = _row(name, value, summary, check=ok, default=f"values: {path}")
    return Setting(annotation=annotation, path=tuple(path.split(".")), read=read)


def _is_true(text: str) -> bool:
    return text == "true"


SETTINGS: Final = (
    Setting(annotation=_row("inject", "enabled or disabled", "inject the pod or leave it alone; the label of the same name wins", on=("Pod", "Namespace"), check=check.inject, default="the namespace's; enabled on the command line")),
    Setting(annotation=_row("status", "JSON, written by the injector", "what was injected")),
    _setting("proxy.image", "image", "image", "image of the proxy", lambda text: None if text else "expected an image"),
    _setting("proxy.logLevel", "log-level", ", ".join(check.LOG_LEVELS), "log level of the proxy", check.log_level),
    _setting("proxy.concurrency", "concurrency", "whole number", "worker threads; 0 for one a CPU", check.number, int),
    _setting("proxy.uid", "proxy-uid", "user id", "user and group the proxy runs as; its traffic is not redirected", check.number, int),
    _setting("proxy.native", "native-sidecar", "boolean", "the proxy as init container that keeps running", check.boolean, _is_true),
    _setting("proxy.hold", "hold-application", "boolean", "start the proxy before the application", check.boolean, _is_true),
    _setting("proxy.drainSeconds", "drain-seconds", "seconds", "how long the proxy goes on serving once the pod is to stop", check.number, int),
    _setting("proxy.resources.requests.cpu", "cpu-request", "quantity", "CPU request of the proxy", check.quantity),
    _setting("proxy.resources.requests.memory", "memory-request", "quantity", "memory request of the proxy", check.quantity),
    _setting("proxy.resources.limits.cpu", "cpu-limit", "quantity", "CPU limit of the proxy", check.quantity),
    _setting("proxy.resources.limits.memory", "memory-limit", "quantity", "memory limit of the proxy", check.quantity),
    _setting("ports.inbound", "inbound-port", "port", "port of the listener for inbound traffic", check.port, int),
    _setting("ports.outbound", "outbound-port", "port", "port of the listener for outbound traffic", check.port, int),
    _setting("ports.admin", "admin-port", "port", "port of the admin interface", check.port, int),
    _setting("ports.probe", "probe-port", "port", "port that answers /ready, if not the admin interface's", check.port, int),
    _setting("bootstrap.configMap", "bootstrap-config-map", "ConfigMap name", "ConfigMap with the bootstrap, in the pod's namespace", check.name),
    _setting("bootstrap.key", "bootstrap-key", "key", "key of the bootstrap in its ConfigMap", lambda text: None if text else "expected a key"),
    _setting("redirect.mode", "interception-mode", ", ".join(check.MODES), "how inbound traffic reaches the proxy", check.mode),
    _setting("redirect.image", "redirect-image", "image", "image of the init container", lambda text: None if text else "expected an image"),
    _setting("redirect.includeInboundPorts", "include-inbound-ports", "ports, or * for all", "inbound ports to redirect", check.ports_or_all),
    _setting("redirect.excludeInboundPorts", "exclude-inbound-ports", "ports", "inbound ports to leave, beside admin and probe port", check.ports),
    _setting("redirect.includeOutboundIPRanges", "include-outbound-ip-ranges", "IP ranges, or * for all", "outbound IP ranges to redirect", check.ranges_or_all),
    _setting("redirect.excludeOutboundIPRanges", "exclude-outbound-ip-ranges", "IP ranges", "outbound IP ranges to leave", check.ranges),
    _setting("redirect.includeOutboundPorts", "include-outbound-ports", "ports", "outbound ports to redirect whatever the range", check.ports),
    _setting("redirect.excludeOutboundPorts", "exclude-outbound-ports", "ports", "outbound ports to leave", check.ports),
    _setting("redirect.excludeInterfaces", "exclude-interfaces", "interface names", "network interfaces to leave alone", check.interfaces),
    _setting("identity.kind", "identity", ", ".join(check.IDENTITIES), "where the proxy's certificate comes from: none, a SPIFFE agent's socket, or a secret", check.identity),
    _setting("identity.secret.name", "certificate-secret", "Secret name", "with identity secret: the Secret of type kubernetes.io/tls to mount", check.name),
)  # fmt: skip
LABEL: Final = _row(
    "inject", "enabled or disabled", "inject the pod or leave it alone", where=Where.LABEL, check=check.inject
)

ANNOTATIONS: Final = {setting.annotation.name: setting.annotation for setting in SETTINGS}
LABELS: Final = {LABEL.name: LABEL}
_LAID: Final = {setting.annotation.name: setting for setting in SETTINGS if setting.path}


def problems(annotations: Mapping[str, str]) -> list[Problem]:
    """Everything wrong with the values of a pod's annotations, sorted by name."""
    return check_annotations(annotations, ANNOTATIONS)


def lay_over(values: dict[str, Any], annotations: Mapping[str, str]) -> dict[str, Any]:
    """The values as a pod's annotations change them; `values` is not changed, untouched parts are shared."""
    for name, text in annotations.items():
        setting = _LAID.get(name)
        if setting is not None:
            values = _with_value(values, setting.path, setting.read(text))
    return values


def _with_value(values: Mapping[str, Any] | None, path: Path, value: Any) -> dict[str, Any]:
    head, *rest = path
    held = values or {}
    return {**held, head: _with_value(held.get(head), tuple(rest), value) if rest else value}
