"""What a row of a family's annotation table holds, and checking a set of annotations against such a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

# Gives the reason why a value is not allowed, None for one that is.
Check: TypeAlias = Callable[[str], str | None]


class Status(StrEnum):
    """How far the mesh's makers stand behind a name."""

    ALPHA = "alpha"
    BETA = "beta"
    STABLE = "stable"


class Where(StrEnum):
    """In which of an object's two maps a name stands."""

    ANNOTATION = "annotation"
    LABEL = "label"


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """An annotation or label with a meaning.

    `on` names the kinds that may carry it, `Any` for all. `value` says in words what may stand there and `check`
    decides; without a check any text passes. `default` tells what holds in its absence. `listed` tells whether the
    mesh's own published list has it. `replacement` is what a deprecated one gave way to.
    """

    name: str
    where: Where = Where.ANNOTATION
    on: tuple[str, ...]
    value: str
    summary: str
    check: Check | None = None
    default: str = ""
    status: Status = Status.ALPHA
    deprecated: bool = False
    replacement: str = ""
    listed: bool = True
    source: str

    def allowed_on(self, kind: str) -> bool:
        """Whether an object of that kind may carry it."""
        return "Any" in self.on or kind in self.on


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A value that its annotation does not allow."""

    name: str
    value: str
    reason: str

    def __str__(self) -> str:
        """One line; control characters in the value are escaped."""
        shown = "".join(repr(each)[1:-1] if not each.isprintable() else each for each in self.value)
        return f"invalid value '{shown}' for annotation '{self.name}': {self.reason}"


def check_annotations(annotations: Mapping[str, str], table: Mapping[str, Annotation]) -> list[Problem]:
    """Everything wrong with the values, sorted by annotation name; names outside the table pass."""
    found = []
    for name in sorted(annotations):
        row = table.get(name)
        reason = row.check(annotations[name]) if row is not None and row.check is not None else None
        if reason is not None:
            found.append(Problem(name=name, value=annotations[name], reason=reason))
    return found


def format_problems(problems: list[Problem]) -> str:
    """A count, then one line for each."""
    count = "1 error occurred" if len(problems) == 1 else f"{len(problems)} errors occurred"
    return "\n".join([f"{count}:", *(f"\t* {problem}" for problem in problems)])
