"""Rules about ServiceEntries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.rules.service_entry import (
    addresses_required,
    conflicting_protocols,
)

if TYPE_CHECKING:
    from meshctl.analyze.rule import Rule

RULES: tuple[Rule, ...] = (
    addresses_required,
    conflicting_protocols,
)
