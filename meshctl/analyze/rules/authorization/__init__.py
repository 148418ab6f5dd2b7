"""Rules about AuthorizationPolicies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.rules.authorization import (
    needs_mtls,
    no_matching_workload,
    principal_not_found,
    uncovered_workload,
    unknown_method,
    unknown_source_namespace,
)

if TYPE_CHECKING:
    from meshctl.analyze.rule import Rule

RULES: tuple[Rule, ...] = (
    needs_mtls,
    no_matching_workload,
    principal_not_found,
    uncovered_workload,
    unknown_method,
    unknown_source_namespace,
)
