"""DestinationRule. Source: istio/istio pkg/config/validation/validation.go ValidateDestinationRule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts import traffic_policy
from meshctl.analyze.semantic.parts.export_to import validate_export_to
from meshctl.analyze.semantic.parts.ports import refuse_repeated
from meshctl.analyze.semantic.parts.scalars import check_labels
from meshctl.analyze.semantic.parts.selectors import validate_workload_selector
from meshctl.analyze.semantic.primitives import domains

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field
    from meshctl.analyze.semantic.subject import Subject


def validate(subject: Subject) -> None:
    """Report every broken rule of a DestinationRule."""
    spec = subject.spec
    spec["host"].check("host", domains.wildcard_domain(spec["host"].text()))
    traffic_policy.validate(spec["trafficPolicy"], subject.namespace)
    subsets = spec["subsets"].items()
    for subset in subsets:
        _validate_subset(subset, subject.namespace)
    refuse_repeated((subset["name"] for subset in subsets), "subset-duplicate", "the subset name")
    validate_workload_selector(spec["workloadSelector"], "matchLabels")
    validate_export_to(spec["exportTo"], subject.namespace, own_only=spec["workloadSelector"].present)


def _validate_subset(subset: Field, namespace: str) -> None:
    subset["name"].check("subset-name", domains.label(subset["name"].text()))
    check_labels(subset["labels"])
    traffic_policy.validate(subset["trafficPolicy"].errors_only(), namespace)
