"""Per-resource checks against the schemas of Istio's, the Gateway API's and Kubernetes' kinds (the crd layer)."""

from __future__ import annotations

from meshctl.analyze.schema.check import check_resource
from meshctl.analyze.schema.kinds import Channel, KindSchema, find_kind, known_kinds, known_versions
from meshctl.analyze.schema.violations import SchemaRule, Violation

__all__ = [
    "Channel",
    "KindSchema",
    "SchemaRule",
    "Violation",
    "check_resource",
    "find_kind",
    "known_kinds",
    "known_versions",
]
