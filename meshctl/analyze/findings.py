"""What the linter tells its caller: findings with exact places, and the counts around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.k8s.types import FieldPath, JSONValue
    from meshctl.model.resource import ResourceRef

Layer: TypeAlias = Literal["crd", "semantic", "analysis"]


class Severity(Enum):
    """How much a finding matters, most serious first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for errors, 1 for warnings, 2 for information."""
        return _RANKS[self]

    def reaches(self, threshold: Severity) -> bool:
        """Whether this is at least as serious as `threshold`."""
        return self.rank <= threshold.rank


_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A range of one file: lines and columns count from 1 in characters, the end is exclusive."""

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        """`file:line:column`, as editors and terminals make it a link."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another place that belongs to the finding, such as the second of two conflicting resources."""

    message: str
    location: Location | None
    resource: ResourceRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change: `set` writes `value`, `remove` drops the field, `rename` gives the key the name `value`."""

    action: Literal["set", "remove", "rename"]
    path: FieldPath
    value: JSONValue = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """Edits that mend a finding, their paths those of the document as it was read.

    An unsafe fix can change what the mesh does and needs `--unsafe-fixes`.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault at one place.

    `field_path` is relative to the resource; the edits of `fix` are relative to the document, which
    is number `document` (from 0) of the file. `layer` tells the per-resource layers apart. `undecided` marks findings
    that rest on something not being in a set that was not declared complete.
    """

    code: str
    name: str
    rule: str
    severity: Severity
    message: str
    location: Location
    layer: Layer = "analysis"
    help: str = ""
    field_path: FieldPath = ()
    resource: ResourceRef | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    document: int = 0
    undecided: bool = False

    @property
    def fingerprint(self) -> str:
        """Identity that survives moved lines: code, file, resource, field and text, hashed (40 hex digits)."""
        import hashlib  # only baselines and reports for machines need it

        parts = (self.code, self.rule, self.location.file, str(self.resource), repr(self.field_path), self.message)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """File, line, column, code, text: the order of every report."""
        return (self.location.file, self.location.line, self.location.column, self.code, self.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEdit:
    """Replacement of a range of a file's text; an empty range is an insertion."""

    location: Location
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file or document that was not checked, and why, in words for the reader."""

    file: str
    reason: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Counts of one run: what was read, checked, left out and found."""

    files: int = 0
    documents: int = 0
    resources: int = 0
    rules: int = 0
    skipped: tuple[Skipped, ...] = ()
    suppressed: int = 0
    undecided: int = 0
    counts: Mapping[Severity, int] = field(default_factory=dict)

    def count(self, severity: Severity) -> int:
        """How many findings have exactly this severity."""
        return self.counts.get(severity, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisResult:
    """Sorted findings of one run and the counts around them."""

    findings: tuple[Finding, ...] = ()
    summary: Summary = field(default_factory=Summary)

    def reaches(self, threshold: Severity) -> bool:
        """Whether some finding is at least as serious as `threshold`."""
        return any(found.severity.reaches(threshold) for found in self.findings)
