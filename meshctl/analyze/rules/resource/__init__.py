"""Rules about resources of any kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.rules.resource import (
    duplicate_resource,
    export_to_unknown_namespace,
)

if TYPE_CHECKING:
    from meshctl.analyze.rule import Rule

RULES: tuple[Rule, ...] = (
    duplicate_resource,
    export_to_unknown_namespace,
)
