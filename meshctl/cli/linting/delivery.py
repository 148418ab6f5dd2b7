"""Reports to streams and files, fixes to files or as a diff."""

from __future__ import annotations

import os
import shutil
import sys
from io import StringIO
from typing import TYPE_CHECKING, TextIO

from meshctl.errors import UsageError
from meshctl.manifests.sources import STDIN_NAME, write_atomic
from meshctl.report import FORMATS, write_report
from meshctl.report.base import ReportContext, RuleInfo
from meshctl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from meshctl.analyze.findings import Finding, TextEdit
    from meshctl.cli.linting.session import LintRun

_FORMATS_WITH_RULES = ("sarif",)


def parse_outputs(formats: Iterable[str], outputs: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of format and file, an empty file name for standard output; text to standard output if nothing is said.

    Raises:
        UsageError: an unknown format, or an output without one.
    """
    pairs = [(name, "") for name in formats]
    for output in outputs:
        name, equals, file = output.partition("=")
        if not equals or not file:
            raise UsageError(f"--output {output}", remedy="write FORMAT=FILE, for example --output sarif=out.sarif")
        pairs.append((name, file))
    for name, _ in pairs:
        if name not in FORMATS:
            raise UsageError(f"unknown format {name}", remedy=f"choose one of {', '.join(FORMATS)}")
    return pairs or [("text", "")]


def deliver(run: LintRun, outputs: list[tuple[str, str]], *, stream: TextIO, quiet: bool, colour: str) -> None:
    """Write every report; files are written whole or not at all."""
    for name, file in outputs:
        if file:
            buffer = StringIO()
            write_report(name, run.result, buffer, _context(run, name, colour=False, quiet=quiet))
            write_atomic(file, buffer.getvalue())
        else:
            is_coloured = _wants_colour(stream, colour)
            write_report(name, run.result, stream, _context(run, name, colour=is_coloured, quiet=quiet))


def _context(run: LintRun, name: str, *, colour: bool, quiet: bool) -> ReportContext:
    return ReportContext(
        version=__version__,
        colour=colour,
        quiet=quiet,
        width=_width(),
        text_of=run.texts.get,
        edits_of=_edits_of(run),
        rules=rule_infos() if name in _FORMATS_WITH_RULES else {},
    )


def _edits_of(run: LintRun) -> Callable[[Finding], list[TextEdit]]:
    def edits_of(finding: Finding) -> list[TextEdit]:
        from meshctl.cli.linting.fixing import text_edits  # the splicer is slow to load

        return text_edits(finding, run.documents)

    return edits_of


def rule_infos() -> Mapping[str, RuleInfo]:
    """Facts by code for formats with a rule table; a code of several rules gets all their pages."""
    from meshctl.analyze.catalogue import pages
    from meshctl.analyze.messages import MESSAGES, help_url

    titles: dict[str, list[str]] = {}
    bodies: dict[str, list[str]] = {}
    links: dict[str, str] = {}
    for page in pages():
        for code in page.meta.codes:
            titles.setdefault(code, []).append(page.title)
            bodies.setdefault(code, []).append(page.markdown)
            links.setdefault(code, page.meta.link)
    return {
        code: RuleInfo(
            code=code,
            name=message.name,
            severity=message.severity.value,
            title=titles.get(code, [message.name])[0],
            markdown="\n\n".join(bodies.get(code, [message.help or message.name])),
            help_url=help_url(code) or links.get(code, ""),
        )
        for code, message in MESSAGES.items()
    }


def _width() -> int:
    """Columns of the terminal, 80 where there is none; never wider than a line of text should be."""
    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 120))


def _wants_colour(stream: TextIO, colour: str) -> bool:
    if colour in ("always", "never"):
        return colour == "always"
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def write_fixed(changed: Mapping[str, str]) -> None:
    """Write fixed files in place; what came from standard input goes to standard output."""
    for name, text in changed.items():
        if name == STDIN_NAME:
            sys.stdout.write(text)
        else:
            write_atomic(name, text)


def diff_text(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """A unified diff of the fixes, which `patch -p1` takes."""
    import difflib

    lines: list[str] = []
    for name in sorted(after):
        old, new = before[name].splitlines(keepends=True), after[name].splitlines(keepends=True)
        diff = difflib.unified_diff(old, new, f"a/{name}", f"b/{name}")
        lines += (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in diff)
    return "".join(lines)
