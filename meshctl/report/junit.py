"""Findings as JUnit XML, which most CI servers show as tests: a suite a file, a case a finding.

Errors and warnings are failures; information passes and stands in `system-out`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TextIO
from xml.sax.saxutils import escape, quoteattr

from meshctl.analyze.findings import Severity

if TYPE_CHECKING:
    from meshctl.analyze.findings import Finding, Summary
    from meshctl.report.base import ReportContext

# Characters that XML 1.0 cannot hold at all.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class JunitReport:
    """`testsuites` with a suite for each file that has findings."""

    def __init__(self, out: TextIO, context: ReportContext) -> None:
        self._out = out
        self._context = context
        self._by_file: dict[str, list[Finding]] = {}

    def begin(self) -> None:
        """Nothing: suites need their counts first."""

    def write(self, finding: Finding) -> None:
        """Keep one finding."""
        self._by_file.setdefault(finding.location.file, []).append(finding)

    def end(self, summary: Summary) -> None:
        """Write all suites; a clean run is one case that passes."""
        failures = summary.count(Severity.ERROR) + summary.count(Severity.WARNING)
        total = sum(map(len, self._by_file.values())) or 1
        self._out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        self._out.write(f'<testsuites name="meshctl lint" tests="{total}" failures="{failures}">\n')
        for file, findings in self._by_file.items():
            self._suite(file, findings)
        if not self._by_file:
            self._out.write('  <testsuite name="meshctl lint" tests="1" failures="0">\n')
            self._out.write('    <testcase name="no findings" classname="meshctl"/>\n  </testsuite>\n')
        self._out.write("</testsuites>\n")

    def _suite(self, file: str, findings: list[Finding]) -> None:
        failures = sum(found.severity is not Severity.INFO for found in findings)
        attributes = f'name={_attribute(file)} tests="{len(findings)}" failures="{failures}"'
        self._out.write(f"  <testsuite {attributes}>\n")
        for found in findings:
            self._case(found)
        self._out.write("  </testsuite>\n")

    def _case(self, found: Finding) -> None:
        place = found.location
        name = _attribute(f"{place.line}:{place.column} {found.code} {found.message}")
        where = f'file={_attribute(place.file)} line="{place.line}"'
        self._out.write(f"    <testcase name={name} classname={_attribute(found.rule)} {where}>\n")
        body = escape(_clean("\n".join(part for part in (str(place), found.message, found.help) if part)))
        if found.severity is Severity.INFO:
            self._out.write(f"      <system-out>{body}</system-out>\n")
        else:
            kind = f"type={_attribute(found.severity.value)} message={_attribute(found.message)}"
            self._out.write(f"      <failure {kind}>{body}</failure>\n")
        self._out.write("    </testcase>\n")


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)


def _attribute(text: str) -> str:
    return quoteattr(_clean(text))
