"""Findings for people: one line each that editors understand, the line of the file with a caret, advice, and counts."""

from __future__ import annotations

import textwrap
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, TextIO

from meshctl.analyze.findings import Finding, Location, Severity, Skipped, Summary

if TYPE_CHECKING:
    from meshctl.report.base import ReportContext

_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "33", Severity.INFO: "36"}
_FAINT, _BOLD = "2", "1"
_NOUNS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_TAB_WIDTH = 4
_MOST_SKIPPED = 5


class TextReport:
    """`file:line:column: severity CODE message`, then the excerpt."""

    def __init__(self, out: TextIO, context: ReportContext) -> None:
        self._out = out
        self._context = context
        self._lines: dict[str, list[str]] = {}
        self._has_written = self._was_undecided = False

    def begin(self) -> None:
        """Nothing: a clean run prints its counts only."""

    def write(self, finding: Finding) -> None:
        """One finding; those of one file stand together, and equal places share their excerpt."""
        place = finding.location
        if self._has_written and not (finding.undecided and self._was_undecided):
            self._print("")
        self._has_written, self._was_undecided = True, finding.undecided
        label = self._paint(finding.severity.value, _COLOURS[finding.severity])
        self._print(f"{self._paint(str(place), _BOLD)}: {label} {finding.code} {_expand(finding.message)}")
        if finding.undecided:  # one line: the counts at the end tell what to do about all of them
            return
        margin = len(str(place.line)) + 1
        self._excerpt(place, margin, _COLOURS[finding.severity])
        for text in self._notes(finding):
            self._note(_expand(text), margin)

    def end(self, summary: Summary) -> None:
        """What was found and what was read; nothing but the counts of findings if quiet."""
        if self._has_written:
            self._print("")
        found = [_count(summary.count(each), _NOUNS[each]) for each in Severity if summary.count(each)]
        read = f"{_count(summary.files, 'file')}, {_count(summary.documents, 'document')}"
        checked = f"{_count(summary.resources, 'resource')} checked with {_count(summary.rules, 'rule')}"
        self._wrapped(f"{', '.join(found) or 'No findings'} in {read}; {checked}.")
        if self._context.quiet:
            return
        if summary.suppressed:
            self._print(f"{_count(summary.suppressed, 'finding')} excepted.")
        if summary.undecided:
            verb = "rests" if summary.undecided == 1 else "rest"
            self._wrapped(
                f"{_count(summary.undecided, 'note')} {verb} on something that is not among the linted files: "
                "lint it along, declare it under `externals`, or say `--complete`.",
            )
        self._skipped(summary.skipped)

    def _notes(self, finding: Finding) -> list[str]:
        notes = [f"help: {finding.help}"] if finding.help else []
        for related in finding.related:
            where = f"{related.location}: " if related.location else ""
            what = f" ({related.resource})" if related.resource else ""
            notes.append(f"see: {where}{related.message}{what}")
        if finding.fix is not None:
            flag = "--fix" if finding.fix.safe else "--fix --unsafe-fixes"
            notes.append(f"fix: {finding.fix.title} ({flag})")
        return notes

    def _excerpt(self, place: Location, margin: int, colour: str) -> None:
        line = self._line(place)
        if line is None:
            return
        end = place.end_column if place.end_line == place.line else len(line) + 1
        start = min(place.column - 1, len(line))
        marked = line[start : max(end - 1, start + 1)].rstrip()
        shown, offset = _cut(line, start, self._context.width - margin - 3)
        before, caret = _columns(shown[:offset]), max(_columns(marked), 1)
        caret = max(min(caret, self._context.width - margin - 3 - before), 1)
        bar = self._paint("|", _FAINT)
        self._print(f"{place.line:>{margin}} {bar} {_expand(shown)}".rstrip())
        self._print(f"{'':>{margin}} {bar} {' ' * before}{self._paint('^' * caret, colour)}")

    def _line(self, place: Location) -> str | None:
        if place.file not in self._lines:
            text = self._context.text_of(place.file)
            self._lines = {place.file: [] if text is None else text.removeprefix("\ufeff").split("\n")}
        lines = self._lines[place.file]
        return lines[place.line - 1].rstrip("\r") if 0 < place.line <= len(lines) else None

    def _note(self, text: str, margin: int) -> None:
        lead = f"{'':>{margin}} = "
        wrapped = textwrap.wrap(
            text, max(self._context.width - len(lead), 20), break_long_words=False, break_on_hyphens=False
        )
        for number, line in enumerate(wrapped):
            self._print((lead if number == 0 else " " * len(lead)) + line)

    def _skipped(self, skipped: tuple[Skipped, ...]) -> None:
        reasons = Counter(each.reason for each in skipped)
        for reason, count in reasons.most_common():
            first = next(each for each in skipped if each.reason == reason)
            files = list(dict.fromkeys(each.file for each in skipped if each.reason == reason))
            more = f" and {len(files) - _MOST_SKIPPED} more" if len(files) > _MOST_SKIPPED else ""
            hint = f" ({first.hint})" if first.hint else ""
            self._wrapped(f"Skipped {count}: {reason}: {', '.join(files[:_MOST_SKIPPED])}{more}{hint}.")

    def _wrapped(self, text: str) -> None:
        self._print(
            "\n".join(
                textwrap.wrap(
                    text, self._context.width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
                )
            )
        )

    def _paint(self, text: str, colour: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self._context.colour else text

    def _print(self, line: str) -> None:
        self._out.write(f"{line}\n")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _expand(text: str) -> str:
    """Tabs as blanks, other control characters as dots: the terminal must not obey a manifest."""
    return "".join(" " * _TAB_WIDTH if each == "\t" else each if each.isprintable() else "·" for each in text)


def _columns(text: str) -> int:
    """Columns a terminal needs: two for wide characters, none for combining ones."""
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1
        for each in _expand(text)
    )


def _cut(line: str, start: int, room: int) -> tuple[str, int]:
    """The part of a long line around `start` that fits, and where `start` is in it."""
    if len(line) <= room or room < 20:
        return line, start
    first = max(0, min(start - room // 3, len(line) - room))
    shown = line[first : first + room]
    if first:
        shown = "…" + shown[1:]
    if first + room < len(line):
        shown = shown[:-1] + "…"
    return shown, start - first
