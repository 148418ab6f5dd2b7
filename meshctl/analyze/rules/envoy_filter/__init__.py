"""Rules about EnvoyFilters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.rules.envoy_filter import (
    patch_operation,
)

if TYPE_CHECKING:
    from meshctl.analyze.rule import Rule

RULES: tuple[Rule, ...] = (patch_operation,)
