"""A decision to inject or not, with every rule that was asked on the way.

Reports, `explain`, admission warnings, log fields and metric labels are views of this one value.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What one rule said."""

    INJECT = "inject"
    SKIP = "skip"
    PASS = "pass"  # noqa: S105  the rule had no say, the next one was asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """The one named cause of a decision: a slug for machines (metric label, JSON) and a sentence for people."""

    slug: str
    sentence: str

    def __str__(self) -> str:
        """The slug."""
        return self.slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What one rule was asked and answered.

    `value` is the input as found (None when absent) and `origin` where it stood: `label sidecar.istio.io/inject`,
    `policy`, `spec.hostNetwork`, `neverInjectSelector[0]`. `detail` adds what a reader would not guess, such as a
    value that is ignored.
    """

    rule: str
    outcome: Outcome
    value: str | None = None
    origin: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Inject or skip, the reason, and the rules in the order they were asked; the last one decided.

    `fault` is why a skip is an error to whoever typed a command for this very pod; empty where it is none.
    """

    inject: bool
    reason: Reason
    trail: tuple[Trace, ...] = ()
    fault: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """Details of rules that had no say but met something odd, such as a value that means nothing."""
        return tuple(trace.detail for trace in self.trail if trace.outcome is Outcome.PASS and trace.detail)
