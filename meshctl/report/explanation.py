"""Why a workload is or is not injected, and where each setting came from, for people and for programs."""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshctl.injection.decision import Decision, Trace
    from meshctl.injection.result import Origin

EXPLANATION_VERSION = 1
_WIDTH = 78
_MARKS = {"inject": "yes", "skip": "no", "pass": "-"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One workload's decision, the place of every input the rules looked at, and the origins of its settings.

    `places` gives `line:column` by a rule's origin, for inputs that stand in the manifest.
    """

    source: str
    line: int
    kind: str
    name: str
    namespace: str
    decision: Decision
    places: dict[str, str]
    templates: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()

    @property
    def identity(self) -> str:
        """`namespace/name`, or the name alone."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


def write_text(explanations: Iterable[Explanation], stream: TextIO) -> None:
    """For each workload the verdict, the rules in order, then where its settings came from."""
    for index, explanation in enumerate(explanations):
        if index:
            stream.write("\n")
        _write_one(explanation, stream)


def write_json(explanations: Iterable[Explanation], stream: TextIO) -> None:
    """One JSON object: `version` and `workloads`."""
    report = {"version": EXPLANATION_VERSION, "workloads": [_json_entry(each) for each in explanations]}
    json.dump(report, stream, indent=2, ensure_ascii=False)
    stream.write("\n")


def _write_one(explanation: Explanation, stream: TextIO) -> None:
    decision = explanation.decision
    verdict = "injected" if decision.inject else "not injected"
    stream.write(f"{explanation.source}:{explanation.line}: {explanation.kind} {explanation.identity}: {verdict}\n")
    stream.write(_wrapped(f"because {decision.reason.sentence}", "  "))
    stream.write("\n  rules, in the order they were asked\n")
    stream.writelines(_rule_line(trace, explanation) for trace in decision.trail)
    if not decision.inject:
        return
    stream.write(f"\n  templates  {', '.join(explanation.templates)}\n")
    if explanation.origins:
        stream.write("\n  settings and where they came from\n")
    for origin in explanation.origins:
        stream.write(_wrapped(f"{origin.subject}: {origin.value}", "    "))
        stream.write(_wrapped(f"from {origin.source}", "      "))


def _rule_line(trace: Trace, explanation: Explanation) -> str:
    place = explanation.places.get(trace.origin)
    found = "not set" if trace.value is None else repr(trace.value)
    where = f"{trace.origin} ({explanation.source}:{place})" if place else trace.origin
    text = f"{_MARKS[trace.outcome]:<4}{trace.rule:<18} {where}: {found}"
    if trace.detail:
        text += f"; {trace.detail}"
    return _wrapped(text, "    ", hanging=" " * 27)


def _wrapped(text: str, indent: str, hanging: str | None = None) -> str:
    lines = textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=hanging or indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines) + "\n"


def _json_entry(explanation: Explanation) -> dict[str, Any]:
    decision = explanation.decision
    return {
        "file": explanation.source,
        "line": explanation.line,
        "kind": explanation.kind,
        "namespace": explanation.namespace or None,
        "name": explanation.name,
        "inject": decision.inject,
        "reason": {"slug": decision.reason.slug, "sentence": decision.reason.sentence},
        "rules": [
            {
                "rule": trace.rule,
                "outcome": str(trace.outcome),
                "value": trace.value,
                "origin": trace.origin,
                "place": explanation.places.get(trace.origin),
                "detail": trace.detail or None,
            }
            for trace in decision.trail
        ],
        "templates": list(explanation.templates),
        "settings": [
            {"subject": origin.subject, "value": origin.value, "source": origin.source}
            for origin in explanation.origins
        ],
    }
