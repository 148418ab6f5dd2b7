"""Findings in the formats that people and tools read; the table of formats, each loaded when asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from meshctl.analyze.findings import AnalysisResult
    from meshctl.report.base import ReportContext, ReportFormat

# Name of a format → module and class; adding one takes a module and a line here.
FORMATS = {
    "text": ("text", "TextReport"),
    "json": ("json_report", "JsonReport"),
    "sarif": ("sarif", "SarifReport"),
    "github": ("github", "GithubReport"),
    "junit": ("junit", "JunitReport"),
    "gitlab": ("gitlab", "GitlabReport"),
}


def make_report(name: str, out: TextIO, context: ReportContext) -> ReportFormat:
    """The format of that name, writing to `out`; KeyError for an unknown name."""
    module, class_name = FORMATS[name]
    made: ReportFormat = getattr(import_module(f"meshctl.report.{module}"), class_name)(out, context)
    return made


def write_report(name: str, result: AnalysisResult, out: TextIO, context: ReportContext) -> None:
    """The whole result in one format."""
    report = make_report(name, out, context)
    report.begin()
    for finding in result.findings:
        report.write(finding)
    report.end(result.summary)
