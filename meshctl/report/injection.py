"""What a person is told about an injection run: one line a document, then the cost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable

# `empty` is a stretch between separators with no content: only reports that count documents tell of it.
Status = Literal["injected", "annotated", "uninjected", "skipped", "untouched", "empty", "failed"]
REPORT_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Resource requests that injection adds to one pod."""

    cpu_millis: int = 0
    memory_bytes: int = 0

    def __str__(self) -> str:
        """`+100m CPU, +128Mi memory`."""
        return f"{self.cpu_millis:+d}m CPU, {_memory(self.memory_bytes)} memory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What happened to one document, or to one item of a List.

    `reason` is the slug of the skip reason, `detail` its sentence for people; `noted` the slugs of everything a rule
    had to say; `pods` how many pods the workload asks for.
    """

    source: str
    line: int
    kind: str
    name: str
    namespace: str = ""
    status: Status
    reason: str = ""
    detail: str = ""
    templates: tuple[str, ...] = ()
    cost: Cost = Cost()
    pods: int = 1
    warnings: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """`namespace/name`, or the name alone."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


def write_text(outcomes: Iterable[Outcome], stream: TextIO) -> None:
    """One line a document, then counts and the added requests of one pod of each and of all."""
    outcomes = _documents(outcomes)
    stream.writelines(f"{_text_line(outcome)}\n" for outcome in outcomes)
    total = _total(outcomes)
    counts = ", ".join(
        f"{count} {status}"
        for status in ("injected", "annotated", "uninjected", "skipped", "untouched", "failed")
        if (count := sum(outcome.status == status for outcome in outcomes))
    )
    stream.write(f"{counts or 'no documents'}; added requests for all pods: {total}\n")


def write_json(
    outcomes: Iterable[Outcome], stream: TextIO, *, errors: Iterable[str] = (), notes: Iterable[str] = ()
) -> None:
    """One JSON object: `version`, `documents`, `total`, and the sentences of `errors` and `notes`."""
    outcomes = _documents(outcomes)
    report = {
        "version": REPORT_VERSION,
        "documents": [_json_entry(outcome) for outcome in outcomes],
        "total": _json_cost(_total(outcomes)),
        "errors": list(errors),
        "notes": list(notes),
    }
    json.dump(report, stream, indent=2, ensure_ascii=False)
    stream.write("\n")


def write_warnings(outcomes: Iterable[Outcome], stream: TextIO) -> None:
    """Only what a person should look at: workloads that were left out, and settings without effect."""
    for outcome in outcomes:
        stream.writelines(f"{warning}\n" for warning in outcome.warnings)


def _documents(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.status != "empty"]


def _text_line(outcome: Outcome) -> str:
    what = " ".join(filter(None, (outcome.kind, outcome.identity, outcome.status)))
    line = f"{outcome.source}:{outcome.line}: {what}"
    if outcome.status == "injected":
        line = f"{line} ({', '.join(outcome.templates)}; {outcome.cost} a pod)"
    return f"{line}: {'; '.join(outcome.detail.splitlines())}" if outcome.detail else line


def _total(outcomes: list[Outcome]) -> Cost:
    injected = [outcome for outcome in outcomes if outcome.status == "injected"]
    return Cost(
        cpu_millis=sum(outcome.cost.cpu_millis * outcome.pods for outcome in injected),
        memory_bytes=sum(outcome.cost.memory_bytes * outcome.pods for outcome in injected),
    )


def _json_entry(outcome: Outcome) -> dict[str, Any]:
    return {
        "file": outcome.source,
        "line": outcome.line,
        "kind": outcome.kind,
        "namespace": outcome.namespace or None,
        "name": outcome.name,
        "status": outcome.status,
        "reason": outcome.reason or None,
        "detail": outcome.detail or None,
        "templates": list(outcome.templates),
        "cost": _json_cost(outcome.cost),
        "pods": outcome.pods,
        "warnings": list(outcome.warnings),
    }


def _json_cost(cost: Cost) -> dict[str, int]:
    return {"cpu_millis": cost.cpu_millis, "memory_bytes": cost.memory_bytes}


def _memory(amount: int) -> str:
    """A byte count with the largest binary suffix that divides it."""
    for suffix, unit in (("Gi", 2**30), ("Mi", 2**20), ("Ki", 2**10)):
        if amount and amount % unit == 0:
            return f"{amount // unit:+d}{suffix}"
    return f"{amount:+d}"
