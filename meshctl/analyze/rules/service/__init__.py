"""Rules about Services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.rules.service import (
    external_name_port,
    inconsistent_across_clusters,
    misleading_port_name,
    protocol_disagreement,
    target_port_not_exposed,
    udp_port,
    unclear_port_protocol,
)

if TYPE_CHECKING:
    from meshctl.analyze.rule import Rule

RULES: tuple[Rule, ...] = (
    external_name_port,
    inconsistent_across_clusters,
    misleading_port_name,
    protocol_disagreement,
    target_port_not_exposed,
    udp_port,
    unclear_port_protocol,
)
