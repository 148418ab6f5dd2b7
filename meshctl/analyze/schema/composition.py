"""allOf, anyOf, oneOf and not, where they are more than a choice between members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.schema.describe import listed, value_phrase
from meshctl.analyze.schema.violations import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from meshctl.analyze.schema.nodes import Check
    from meshctl.k8s.types import JSONValue

    Composition = Callable[[JSONValue, list[Fault]], None]


def all_of(checks: Sequence[Check]) -> Composition:
    """Every alternative must hold; the faults are theirs."""

    def compose(value: JSONValue, faults: list[Fault]) -> None:
        for check in checks:
            check(value, faults)

    return compose


def any_of(checks: Sequence[Check]) -> Composition:
    """At least one alternative must hold."""

    def compose(value: JSONValue, faults: list[Fault]) -> None:
        attempts = [_attempt(check, value) for check in checks]
        if all(attempts):
            faults.append(_none_holds(value, attempts))

    return compose


def one_of(checks: Sequence[Check]) -> Composition:
    """Exactly one alternative must hold."""

    def compose(value: JSONValue, faults: list[Fault]) -> None:
        attempts = [_attempt(check, value) for check in checks]
        holding = sum(not attempt for attempt in attempts)
        if holding == 0:
            faults.append(_none_holds(value, attempts))
        elif holding > 1:
            message = f"fits {holding} of the alternatives that exclude each other"
            faults.append(Fault(rule="composition", message=message, found=value_phrase(value)))

    return compose


def negated(check: Check) -> Composition:
    """The schema must not hold."""

    def compose(value: JSONValue, faults: list[Fault]) -> None:
        if not _attempt(check, value):
            message = f"{value_phrase(value)} is excluded here"
            faults.append(Fault(rule="composition", message=message, found=value_phrase(value)))

    return compose


def _attempt(check: Check, value: JSONValue) -> list[Fault]:
    faults: list[Fault] = []
    check(value, faults)
    return faults


def _none_holds(value: JSONValue, attempts: Sequence[list[Fault]]) -> Fault:
    """One fault for all alternatives: the one with the fewest faults is taken for the one that was meant."""
    nearest = min(attempts, key=len)
    reasons = listed(dict.fromkeys(_reason(fault) for attempt in attempts for fault in attempt))
    return Fault(
        rule="composition",
        message=f"fits none of the alternatives: {reasons}",
        found=value_phrase(value),
        expected=nearest[0].expected,
        blocking=any(fault.blocking for fault in nearest),
    )


def _reason(fault: Fault) -> str:
    where = ".".join(str(part) for part in reversed(fault.path))
    return f"{where} {fault.message}".strip()
