"""Rules about Istio Gateways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.rules.gateway import (
    conflicting_servers,
    credential_not_found,
    duplicate_certificate,
    port_not_on_service,
    selector_without_workload,
)

if TYPE_CHECKING:
    from meshctl.analyze.rule import Rule

RULES: tuple[Rule, ...] = (
    conflicting_servers,
    credential_not_found,
    duplicate_certificate,
    port_not_on_service,
    selector_without_workload,
)
