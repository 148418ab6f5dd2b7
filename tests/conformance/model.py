"""What a conformance set is: a name and its cases, each with what differs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One case of one set; `mismatch` is None where we agree with what was published.

    `declared` is the reason of a difference that is known and meant; it is shown, and is no failure.
    """

    set: str
    case: str
    mismatch: str | None
    declared: str | None = None


# Runs the cases found below the root; a set whose folder is absent yields nothing.
ConformanceSet: TypeAlias = Callable[[Path], Iterator[Result]]


def read_cases(path: Path) -> list[dict[str, Any]]:
    """The cases of an index: a JSON list, an object with `cases`, or one JSON object a line; none if it is absent."""
    if not path.exists():
        return []
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    found = json.loads(path.read_text("utf-8"))
    cases: list[dict[str, Any]] = found["cases"] if isinstance(found, dict) else found
    return cases


def checked(name: str, case: str, check: Callable[[], str | None], *, declared: str | None = None) -> Result:
    """The result of one check; an exception is a mismatch too."""
    try:
        return Result(set=name, case=case, mismatch=check(), declared=declared)
    except Exception as fault:  # noqa: BLE001  whatever goes wrong is the case's failure, the others still run
        return Result(set=name, case=case, mismatch=f"{type(fault).__name__}: {fault}")
