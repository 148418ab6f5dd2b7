"""Rules about Telemetry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.rules.telemetry import (
    lightstep_provider,
    overlapping_selectors,
    provider_missing,
    selector_without_workload,
    several_defaults,
)

if TYPE_CHECKING:
    from meshctl.analyze.rule import Rule

RULES: tuple[Rule, ...] = (
    lightstep_provider,
    overlapping_selectors,
    provider_missing,
    selector_without_workload,
    several_defaults,
)
