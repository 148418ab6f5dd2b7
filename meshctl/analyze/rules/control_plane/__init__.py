"""Rules about what the control plane is set up by, and what it reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.rules.control_plane import (
    external_address,
    failed_condition,
    gateway_api_version,
    overlapping_webhooks,
    removed_crd,
    unknown_registry,
)

if TYPE_CHECKING:
    from meshctl.analyze.rule import Rule

RULES: tuple[Rule, ...] = (
    external_address,
    failed_condition,
    gateway_api_version,
    overlapping_webhooks,
    removed_crd,
    unknown_registry,
)
