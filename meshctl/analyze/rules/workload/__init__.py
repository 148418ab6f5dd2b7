"""Rules about workloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.rules.workload import (
    missing_labels,
    protocol_clash,
    proxy_user_id,
    reserved_port,
    target_port_clash,
    without_service,
)

if TYPE_CHECKING:
    from meshctl.analyze.rule import Rule

RULES: tuple[Rule, ...] = (
    missing_labels,
    protocol_clash,
    proxy_user_id,
    reserved_port,
    target_port_clash,
    without_service,
)
