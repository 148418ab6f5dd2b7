"""IstioService: how a legacy rule named a service, and the host and subset it is today."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue
    from meshctl.mesh.convert.legacy_field import LegacyField

DEFAULT_DOMAIN = "cluster.local"


def host_of(service: LegacyField) -> str:
    """The host that the reference means: `service` as written, else `name`, in full when namespace or domain is set."""
    if service["service"].text():
        return service["service"].text()
    name, namespace, domain = (service[member].text() for member in ("name", "namespace", "domain"))
    if not name or not (namespace or domain):
        return name
    suffix = domain or f"svc.{DEFAULT_DOMAIN}"
    if not suffix.startswith("svc."):
        suffix = f"svc.{suffix}"
    return f"{name}.{namespace or service.origin.namespace}.{suffix}"


def labels_of(field: LegacyField) -> dict[str, JSONValue]:
    """The labels of a reference or route, as strings."""
    return {name: _as_text(value.value) for name, value in field["labels"].members()}


def _as_text(value: JSONValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def subset_name(labels: dict[str, JSONValue]) -> str:
    """The name that stands for a set of labels: `version-v1` for `version=v1`; what no name can hold becomes `-`."""
    text = ",".join(f"{name}={labels[name]}" for name in sorted(labels))
    return re.sub("[^A-Za-z0-9]", "-", text).strip("-")
