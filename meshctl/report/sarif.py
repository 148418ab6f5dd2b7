"""Findings as SARIF 2.1.0, which GitHub code scanning and many editors read.

Source: OASIS SARIF 2.1.0; columns are counted in Unicode code points.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

from meshctl.analyze.findings import Severity

if TYPE_CHECKING:
    from meshctl.analyze.findings import Finding, Location, Summary
    from meshctl.report.base import ReportContext, RuleInfo

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


class SarifReport:
    """One run with its rules and results."""

    def __init__(self, out: TextIO, context: ReportContext) -> None:
        self._out = out
        self._context = context
        self._results: list[dict[str, Any]] = []
        self._rules: dict[str, RuleInfo | None] = {}

    def begin(self) -> None:
        """Nothing: the log is written at the end."""

    def write(self, finding: Finding) -> None:
        """Keep one finding."""
        self._rules.setdefault(finding.code, self._context.rules.get(finding.code))
        self._results.append(self._result(finding, list(self._rules).index(finding.code)))

    def end(self, summary: Summary) -> None:
        """Write the log."""
        driver = {
            "name": "meshctl",
            "version": self._context.version,
            "rules": [_rule(code, info) for code, info in self._rules.items()],
        }
        run = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "results": self._results,
            "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _notifications(summary)}],
        }
        self._out.write(json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n")

    def _result(self, finding: Finding, index: int) -> dict[str, Any]:
        place: dict[str, Any] = {"physicalLocation": _physical(finding.location)}
        if finding.resource is not None:
            place["logicalLocations"] = [{"fullyQualifiedName": str(finding.resource), "kind": "resource"}]
        text = f"{finding.message}. {finding.help}" if finding.help else finding.message
        result: dict[str, Any] = {
            "ruleId": finding.code,
            "ruleIndex": index,
            "level": _LEVELS[finding.severity],
            "message": {"text": text},
            "locations": [place],
            "partialFingerprints": {"meshctl/v1": finding.fingerprint},
            "properties": {"rule": finding.rule, "layer": finding.layer},
        }
        related = [_related(number, each.message, each.location) for number, each in enumerate(finding.related)]
        known = [each for each in related if each is not None]
        if known:
            result["relatedLocations"] = known
        fix = self._fix(finding)
        return {**result, "fixes": [fix]} if fix else result

    def _fix(self, finding: Finding) -> dict[str, Any] | None:
        edits = self._context.edits_of(finding) if finding.fix is not None else ()
        if finding.fix is None or not edits:
            return None
        replacements = [
            {"deletedRegion": _region(edit.location), "insertedContent": {"text": edit.text}} for edit in edits
        ]
        change = {"artifactLocation": {"uri": _uri(finding.location.file)}, "replacements": replacements}
        return {"description": {"text": finding.fix.title}, "artifactChanges": [change]}


def _rule(code: str, info: RuleInfo | None) -> dict[str, Any]:
    if info is None:
        return {"id": code}
    rule = {
        "id": code,
        "name": info.name,
        "shortDescription": {"text": info.title},
        "help": {"text": info.title, "markdown": info.markdown},
        "defaultConfiguration": {"level": "note" if info.severity == "info" else info.severity},
    }
    return {**rule, "helpUri": info.help_url} if info.help_url else rule


def _notifications(summary: Summary) -> list[dict[str, Any]]:
    return [
        {
            "level": "note",
            "message": {"text": f"skipped as {each.reason}"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(each.file)}}}],
        }
        for each in summary.skipped
    ]


def _physical(location: Location) -> dict[str, Any]:
    return {"artifactLocation": {"uri": _uri(location.file)}, "region": _region(location)}


def _region(location: Location) -> dict[str, int]:
    return {
        "startLine": location.line,
        "startColumn": location.column,
        "endLine": location.end_line,
        "endColumn": location.end_column,
    }


def _related(number: int, message: str, location: Location | None) -> dict[str, Any] | None:
    if location is None:
        return None
    return {"id": number, "message": {"text": message}, "physicalLocation": _physical(location)}


def _uri(file: str) -> str:
    """A relative reference for a path as given; names such as `<stdin>` lose their brackets."""
    return quote(file.strip("<>").removeprefix("./"))
