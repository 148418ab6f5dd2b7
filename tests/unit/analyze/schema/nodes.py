"""Checks of hand-written nodes, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshctl.analyze.schema.compiler import Compiler

if TYPE_CHECKING:
    from meshctl.analyze.schema.nodes import Node
    from meshctl.analyze.schema.violations import Violation


def run(value: Any, *nodes: Node) -> tuple[Any, list[Violation]]:
    """The value as the last of `nodes` gives it on, and what it says of the one put in."""
    faults: list[Any] = []
    seen = Compiler(nodes).check(len(nodes) - 1)(value, faults)
    return seen, [fault.violation() for fault in faults]


def rules(value: Any, *nodes: Node) -> list[tuple[tuple[str | int, ...], str]]:
    """Path and rule of each violation."""
    return [(violation.path, violation.rule) for violation in run(value, *nodes)[1]]
