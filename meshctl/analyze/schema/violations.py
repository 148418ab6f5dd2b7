"""What a schema check says about one field: the violation, and the fault it is built from on the way up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshctl.k8s.types import FieldPath

SchemaRule = Literal[
    "type",
    "required",
    "enum",
    "unknown-field",
    "experimental-field",
    "length",
    "pattern",
    "range",
    "items",
    "properties",
    "duplicate",
    "choice",
    "format",
    "composition",
    "cel",
    "name",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One thing a resource says that the schema of its kind does not allow.

    `path` names the field; for `required` and `unknown-field` its last element is the field that is missing or not
    known, for `choice` the second of the members that exclude each other. `message` says what is wrong and leaves the
    way out to the rest: `found` and `expected` are short texts for people, `suggestion` is the one known name or value
    near what was written, `suggestion_taken` says that this name stands beside it already, so that a rename would
    collide, `allowed` lists the values or names that would do. `severity` is "error" where the API server would refuse
    the resource and "info" where it might not.
    """

    path: FieldPath
    rule: SchemaRule
    message: str
    found: str = ""
    expected: str = ""
    suggestion: str | None = None
    suggestion_taken: bool = False
    allowed: tuple[str, ...] = ()
    severity: Literal["error", "info"] = "error"


@dataclass(slots=True, kw_only=True)
class Fault:
    """A violation whose path grows, innermost element first, while the checks return to the root.

    Checks are shared by every place that has the same schema, so they do not know where they stand; each container adds
    its key to the faults that came out of its members. That costs nothing on a valid resource.

    `blocking` marks what makes the API server leave CEL rules out: their input could have the wrong shape.
    """

    rule: SchemaRule
    message: str
    found: str = ""
    expected: str = ""
    suggestion: str | None = None
    suggestion_taken: bool = False
    allowed: tuple[str, ...] = ()
    severity: Literal["error", "info"] = "error"
    blocking: bool = False
    path: list[str | int] = field(default_factory=list)

    def violation(self) -> Violation:
        """The finished value, with its path outermost element first."""
        return Violation(
            path=tuple(reversed(self.path)),
            rule=self.rule,
            message=self.message,
            found=self.found,
            expected=self.expected,
            suggestion=self.suggestion,
            suggestion_taken=self.suggestion_taken,
            allowed=self.allowed,
            severity=self.severity,
        )


def extend_paths(faults: Sequence[Fault], start: int, key: str | int) -> None:
    """Adds `key` to the path of every fault from index `start` on."""
    for index in range(start, len(faults)):
        faults[index].path.append(key)
