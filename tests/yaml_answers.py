"""Recorded answers of sigs.k8s.io/yaml, and when a value of ours agrees with one.

`make oracle` compares the record with the library; with RECORD=1 it is written anew for the same texts.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RECORD = Path(__file__).parent / "golden" / "manifests" / "yaml_cases.json"


def recorded_answers() -> list[dict[str, Any]]:
    """One a case: `text`, and `ok` with the JSON value or `error` with the library's words."""
    answers: list[dict[str, Any]] = json.loads(RECORD.read_text(encoding="utf-8"))
    return answers


def write_answers(answers: list[dict[str, Any]]) -> None:
    """Put a new record in place, one case a line."""
    RECORD.write_text("[\n" + ",\n".join(map(json.dumps, answers)) + "\n]\n", encoding="utf-8")


def agrees(ours: Any, theirs: Any) -> bool:
    """Equal as JSON; a whole float is written by Go without a point, so numbers compare by value."""
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(ours, float) and isinstance(theirs, (int, float)):
        return ours == float(theirs)
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(agrees(value, theirs[key]) for key, value in ours.items())
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(agrees, ours, theirs))
    return type(ours) is type(theirs) and ours == theirs
