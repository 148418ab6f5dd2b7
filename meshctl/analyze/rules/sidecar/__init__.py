"""Rules about Sidecars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.rules.sidecar import (
    deprecated_egress_proxy,
    egress_host_not_found,
    ineffective_in_ambient,
    outbound_policy_without_mode,
    overlapping_selectors,
    root_with_selector,
    selector_without_workload,
    several_defaults,
)

if TYPE_CHECKING:
    from meshctl.analyze.rule import Rule

RULES: tuple[Rule, ...] = (
    deprecated_egress_proxy,
    egress_host_not_found,
    ineffective_in_ambient,
    outbound_policy_without_mode,
    overlapping_selectors,
    root_with_selector,
    selector_without_workload,
    several_defaults,
)
