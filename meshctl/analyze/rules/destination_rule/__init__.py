"""Rules about DestinationRules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.rules.destination_rule import (
    duplicate_rule,
    mtls_modes_disagree,
    subset_without_labels,
    subset_without_pods,
    tls_settings_lost,
    unknown_host,
    unverified_server,
)

if TYPE_CHECKING:
    from meshctl.analyze.rule import Rule

RULES: tuple[Rule, ...] = (
    duplicate_rule,
    mtls_modes_disagree,
    subset_without_labels,
    subset_without_pods,
    tls_settings_lost,
    unknown_host,
    unverified_server,
)
