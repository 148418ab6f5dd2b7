"""Findings as one JSON object; its schema is docs/reference/lint-report.schema.json."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

from meshctl.analyze.findings import Severity

if TYPE_CHECKING:
    from meshctl.analyze.findings import Finding, Location, Related, Summary
    from meshctl.model.resource import ResourceRef
    from meshctl.report.base import ReportContext

VERSION = 1


class JsonReport:
    """An object with `version`, `summary` and `findings`."""

    def __init__(self, out: TextIO, context: ReportContext) -> None:
        self._out = out
        self._context = context
        self._findings: list[dict[str, Any]] = []

    def begin(self) -> None:
        """Nothing: the object is written at the end."""

    def write(self, finding: Finding) -> None:
        """Keep one finding."""
        self._findings.append(self._finding(finding))

    def end(self, summary: Summary) -> None:
        """Write the object."""
        found = {"version": VERSION, "summary": _summary(summary), "findings": self._findings}
        self._out.write(json.dumps(found, indent=2, ensure_ascii=False) + "\n")

    def _finding(self, finding: Finding) -> dict[str, Any]:
        return {
            "code": finding.code,
            "rule": finding.rule,
            "layer": finding.layer,
            "severity": finding.severity.value,
            "message": finding.message,
            "help": finding.help or None,
            **_place(finding.location),
            "field_path": list(finding.field_path),
            "resource": _resource(finding.resource),
            "related": [_related(each) for each in finding.related],
            "fix": self._fix(finding),
        }

    def _fix(self, finding: Finding) -> dict[str, Any] | None:
        if finding.fix is None:
            return None
        edits = [{**_place(edit.location), "text": edit.text} for edit in self._context.edits_of(finding)]
        return {"title": finding.fix.title, "safe": finding.fix.safe, "edits": edits}


def _place(location: Location) -> dict[str, Any]:
    return {
        "file": location.file,
        "line": location.line,
        "column": location.column,
        "end_line": location.end_line,
        "end_column": location.end_column,
    }


def _resource(resource: ResourceRef | None) -> dict[str, Any] | None:
    if resource is None:
        return None
    found = {
        "apiVersion": resource.api_version,
        "kind": resource.kind,
        "namespace": resource.namespace or None,
        "name": resource.name,
    }
    return {**found, "cluster": resource.cluster} if resource.cluster else found


def _related(related: Related) -> dict[str, Any]:
    place = _place(related.location) if related.location else {"file": None}
    return {"message": related.message, **place, "resource": _resource(related.resource)}


def _summary(summary: Summary) -> dict[str, Any]:
    return {
        "files": summary.files,
        "documents": summary.documents,
        "resources": summary.resources,
        "rules": summary.rules,
        "errors": summary.count(Severity.ERROR),
        "warnings": summary.count(Severity.WARNING),
        "infos": summary.count(Severity.INFO),
        "suppressed": summary.suppressed,
        "undecided": summary.undecided,
        "skipped": [{"file": each.file, "reason": each.reason, "hint": each.hint or None} for each in summary.skipped],
    }
