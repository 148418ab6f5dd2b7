"""Rules about the Gateway API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.rules.gateway_api import (
    backend_not_found,
    certificate_not_found,
    conflicting_gateways,
    conflicting_listeners,
    grant_from_unknown_namespace,
    hostname_mismatch,
    not_allowed_by_parent,
    parent_not_found,
    reference_not_granted,
)

if TYPE_CHECKING:
    from meshctl.analyze.rule import Rule

RULES: tuple[Rule, ...] = (
    backend_not_found,
    certificate_not_found,
    conflicting_gateways,
    conflicting_listeners,
    grant_from_unknown_namespace,
    hostname_mismatch,
    not_allowed_by_parent,
    parent_not_found,
    reference_not_granted,
)
