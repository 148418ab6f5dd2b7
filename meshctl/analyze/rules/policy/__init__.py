"""Rules about policies of several kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.rules.policy import (
    ineffective_selector,
)

if TYPE_CHECKING:
    from meshctl.analyze.rule import Rule

RULES: tuple[Rule, ...] = (ineffective_selector,)
