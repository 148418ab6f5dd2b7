"""Rules about VirtualServices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.rules.virtual_service import (
    conflicting_gateway_rules,
    conflicting_mesh_hosts,
    deprecated_delay_percent,
    duplicate_destination,
    gateway_host_mismatch,
    gateway_not_found,
    generated_gateway,
    host_not_found,
    ingress_rule_bypassed,
    jwt_claim_without_authentication,
    match_gateway_not_bound,
    port_required,
    single_destination_weight,
    subset_not_found,
)

if TYPE_CHECKING:
    from meshctl.analyze.rule import Rule

RULES: tuple[Rule, ...] = (
    conflicting_gateway_rules,
    conflicting_mesh_hosts,
    deprecated_delay_percent,
    duplicate_destination,
    gateway_host_mismatch,
    gateway_not_found,
    generated_gateway,
    host_not_found,
    ingress_rule_bypassed,
    jwt_claim_without_authentication,
    match_gateway_not_bound,
    port_required,
    single_destination_weight,
    subset_not_found,
)
