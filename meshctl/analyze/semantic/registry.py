"""Which function judges which kind, and the one entry to all of them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from meshctl.analyze.kinds import kind_key, short_kind
from meshctl.analyze.semantic import (
    authorization_policy,
    destination_rule,
    envoy_filter,
    extensions,
    gateway,
    metadata,
    security_policies,
    service_entry,
    sidecar,
    telemetry,
    virtual_service,
    workload,
)
from meshctl.analyze.semantic.field import Field, Report
from meshctl.analyze.semantic.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from meshctl.analyze.semantic.violation import Violation
    from meshctl.k8s.types import JSONValue

VALIDATORS: Mapping[str, Callable[[Subject], None]] = MappingProxyType(
    {
        "networking.istio.io/VirtualService": virtual_service.validate,
        "networking.istio.io/DestinationRule": destination_rule.validate,
        "networking.istio.io/Gateway": gateway.validate,
        "networking.istio.io/ServiceEntry": service_entry.validate,
        "networking.istio.io/Sidecar": sidecar.validate,
        "networking.istio.io/WorkloadEntry": workload.validate_entry,
        "networking.istio.io/WorkloadGroup": workload.validate_group,
        "networking.istio.io/EnvoyFilter": envoy_filter.validate,
        "networking.istio.io/ProxyConfig": telemetry.validate_proxy_config,
        "security.istio.io/AuthorizationPolicy": authorization_policy.validate,
        "security.istio.io/PeerAuthentication": security_policies.validate_peer,
        "security.istio.io/RequestAuthentication": security_policies.validate_request,
        "telemetry.istio.io/Telemetry": telemetry.validate,
        "extensions.istio.io/WasmPlugin": extensions.validate_wasm_plugin,
        "extensions.istio.io/TrafficExtension": extensions.validate_traffic_extension,
    },
)


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
    validator = VALIDATORS.get(key)
    if validator is None:
        return []
    report = Report()
    subject = _subject(Field(value, (), report), default_namespace, with_metadata=with_metadata)
    if metadata.validate(subject, short_kind(key)):
        validator(subject)
    return report.violations()


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
