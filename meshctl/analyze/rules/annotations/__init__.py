"""Rules about annotations of the mesh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.rules.annotations import (
    alpha_annotation,
    deprecated_annotation,
    invalid_value,
    misplaced_annotation,
    unknown_annotation,
    without_effect,
)

if TYPE_CHECKING:
    from meshctl.analyze.rule import Rule

RULES: tuple[Rule, ...] = (
    alpha_annotation,
    deprecated_annotation,
    invalid_value,
    misplaced_annotation,
    unknown_annotation,
    without_effect,
)
