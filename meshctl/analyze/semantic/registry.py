"""Which function judges which kind, and the one entry to all of them."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

from meshctl.analyze.semantic.field import Field, Report
from meshctl.analyze.semantic.subject import Subject
from meshctl.model.kinds import kind_key, short_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from meshctl.analyze.semantic.violation import Violation
    from meshctl.k8s.types import JSONValue

# Module (below this package) and function of every kind; loaded when the first resource of the kind is met, so that
# linting one file does not pay for fifteen kinds.
VALIDATORS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "networking.istio.io/VirtualService": ("virtual_service", "validate"),
        "networking.istio.io/DestinationRule": ("destination_rule", "validate"),
        "networking.istio.io/Gateway": ("gateway", "validate"),
        "networking.istio.io/ServiceEntry": ("service_entry", "validate"),
        "networking.istio.io/Sidecar": ("sidecar", "validate"),
        "networking.istio.io/WorkloadEntry": ("workload", "validate_entry"),
        "networking.istio.io/WorkloadGroup": ("workload", "validate_group"),
        "networking.istio.io/EnvoyFilter": ("envoy_filter", "validate"),
        "networking.istio.io/ProxyConfig": ("telemetry", "validate_proxy_config"),
        "security.istio.io/AuthorizationPolicy": ("authorization_policy", "validate"),
        "security.istio.io/PeerAuthentication": ("security_policies", "validate_peer"),
        "security.istio.io/RequestAuthentication": ("security_policies", "validate_request"),
        "telemetry.istio.io/Telemetry": ("telemetry", "validate"),
        "extensions.istio.io/WasmPlugin": ("extensions", "validate_wasm_plugin"),
        "extensions.istio.io/TrafficExtension": ("extensions", "validate_traffic_extension"),
    },
)


@cache
def validator_of(key: str) -> Callable[[Subject], None]:
    """The function that judges the kind `key` of `VALIDATORS`."""
    module, function = VALIDATORS[key]
    found: Callable[[Subject], None] = getattr(import_module(f"meshctl.analyze.semantic.{module}"), function)
    return found


def validate(value: JSONValue, *, default_namespace: str = "", with_metadata: bool = True) -> list[Violation]:
    """Every rule of Istio's own validation that the resource `value` breaks, in the order of its fields.

    Kinds are known by group and kind, whatever the version; a value of another kind, or that is no mapping, breaks
    none. Paths are relative to `value`. `default_namespace` serves resources without one; without it, rules that need
    the namespace refuse what depends on it. With `with_metadata=False` labels and annotations are taken as absent, as
    cross-resource analysis does upstream. Wrong types are not reported: the schema layer does that.
    """
    if not isinstance(value, dict):
        return []
    key = kind_key(str(value.get("apiVersion") or ""), str(value.get("kind") or ""))
    if key not in VALIDATORS:
        return []
    report = Report()
    subject = _subject(Field(value, (), report), default_namespace, with_metadata=with_metadata)
    if not subject.annotations or _metadata_passes(subject, key):
        validator_of(key)(subject)
    return report.violations()


def _metadata_passes(subject: Subject, key: str) -> bool:
    from meshctl.analyze.semantic import metadata

    return metadata.validate(subject, short_kind(key))


def _subject(root: Field, default_namespace: str, *, with_metadata: bool) -> Subject:
    meta = root["metadata"]
    return Subject(
        root=root,
        name=meta["name"].text(),
        namespace=meta["namespace"].text() or default_namespace,
        labels=_strings(meta["labels"]) if with_metadata else {},
        annotations=_strings(meta["annotations"]) if with_metadata else {},
    )


def _strings(field: Field) -> dict[str, str]:
    return {key: value.text() for key, value in field.entries()}
