"""Findings as workflow commands, which GitHub shows as annotations of a pull request.

Source: GitHub Actions, workflow commands: `::error file=,line=,col=,title=::message`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from meshctl.analyze.findings import Severity

if TYPE_CHECKING:
    from meshctl.analyze.findings import Finding, Summary
    from meshctl.report.base import ReportContext

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


class GithubReport:
    """One command a finding."""

    def __init__(self, out: TextIO, context: ReportContext) -> None:
        self._out = out
        self._context = context

    def begin(self) -> None:
        """Nothing."""

    def write(self, finding: Finding) -> None:
        """The command for one finding."""
        place = finding.location
        fields = {"file": place.file.removeprefix("./"), "line": place.line, "endLine": place.end_line}
        if place.end_line == place.line:  # columns of a range over several lines are refused
            fields |= {"col": place.column, "endColumn": place.end_column}
        fields["title"] = f"{finding.code} {finding.rule}"
        properties = ",".join(f"{name}={_property(str(value))}" for name, value in fields.items())
        text = f"{finding.message}\n{finding.help}" if finding.help else finding.message
        self._out.write(f"::{_COMMANDS[finding.severity]} {properties}::{_data(text)}\n")

    def end(self, summary: Summary) -> None:
        """The counts, as a line of the log."""
        counts = ", ".join(f"{summary.count(each)} {each.value}" for each in Severity)
        self._out.write(f"meshctl lint: {counts} in {summary.files} files\n")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
