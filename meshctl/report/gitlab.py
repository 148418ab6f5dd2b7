"""Findings as GitLab's code quality report: a JSON list that merge requests show.

Source: GitLab documentation, Code Quality, report format.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, TextIO

from meshctl.analyze.findings import Severity

if TYPE_CHECKING:
    from meshctl.analyze.findings import Finding, Summary
    from meshctl.report.base import ReportContext

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


class GitlabReport:
    """One entry a finding, each with a fingerprint of its own."""

    def __init__(self, out: TextIO, context: ReportContext) -> None:
        self._out = out
        self._context = context
        self._entries: list[dict[str, Any]] = []
        self._seen: Counter[str] = Counter()

    def begin(self) -> None:
        """Nothing: the list is written at the end."""

    def write(self, finding: Finding) -> None:
        """Keep one finding; equal ones are numbered, since fingerprints must differ."""
        fingerprint = finding.fingerprint
        self._seen[fingerprint] += 1
        count = self._seen[fingerprint]
        place = finding.location
        self._entries.append(
            {
                "type": "issue",
                "check_name": f"{finding.code} {finding.rule}",
                "description": f"{finding.message}. {finding.help}" if finding.help else finding.message,
                "fingerprint": fingerprint if count == 1 else f"{fingerprint}-{count}",
                "severity": _SEVERITIES[finding.severity],
                "location": {
                    "path": place.file.removeprefix("./"),
                    "lines": {"begin": place.line, "end": place.end_line},
                },
            },
        )

    def end(self, summary: Summary) -> None:
        """Write the list."""
        del summary
        self._out.write(json.dumps(self._entries, indent=2, ensure_ascii=False) + "\n")
