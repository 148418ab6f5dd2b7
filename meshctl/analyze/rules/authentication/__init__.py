"""Rules about who is who: PeerAuthentication, RequestAuthentication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.rules.authentication import (
    overlapping_selectors,
    selector_without_workload,
    several_defaults,
    unrestricted_key_fetch,
)

if TYPE_CHECKING:
    from meshctl.analyze.rule import Rule

RULES: tuple[Rule, ...] = (
    overlapping_selectors,
    selector_without_workload,
    several_defaults,
    unrestricted_key_fetch,
)
