"""What an output format is: it begins, takes findings in their sorted order, and ends with the counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from meshctl.analyze.findings import Finding, Summary, TextEdit


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInfo:
    """What formats with a rule table tell about a code."""

    code: str
    name: str
    severity: str
    title: str
    markdown: str
    help_url: str


def _no_text(_file: str) -> str | None:
    return None


def _no_edits(_finding: Finding) -> Sequence[TextEdit]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContext:
    """What formats may draw on beside the findings.

    `text_of` gives a file's text for excerpts, None where it is not at hand; `edits_of` a finding's fix as changes of
    text. `colour` and `width` (in columns) are for people's eyes only. `rules` holds facts by code.
    """

    version: str
    colour: bool = False
    width: int = 80
    quiet: bool = False
    text_of: Callable[[str], str | None] = _no_text
    edits_of: Callable[[Finding], Sequence[TextEdit]] = _no_edits
    rules: Mapping[str, RuleInfo] = field(default_factory=dict)


class ReportFormat(Protocol):
    """One output format, made for one stream."""

    def __init__(self, out: TextIO, context: ReportContext) -> None:
        """Take the stream to write to; it stays open."""
        ...

    def begin(self) -> None:
        """Write what comes before the first finding."""
        ...

    def write(self, finding: Finding) -> None:
        """Take the next finding."""
        ...

    def end(self, summary: Summary) -> None:
        """Write the rest."""
        ...
