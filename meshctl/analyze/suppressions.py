"""Exceptions that users record: comments, an annotation, command line pairs, path globs and a baseline.

Each counts what it hides, so that exceptions nothing needs any more can be reported.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Protocol

from meshctl.analyze.findings import Finding, Location
from meshctl.analyze.meshctl_messages import MSH0002, MSH0003
from meshctl.analyze.selection import named, names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshctl.analyze.problem import Message
    from meshctl.analyze.settings import PathIgnore
    from meshctl.manifests.documents import Document
    from meshctl.model.resource import MeshResource

ANNOTATION = "galley.istio.io/analyze-suppress"
RULE_SLUG = "run/suppressions"
_COMMENT = re.compile(r"#\s*meshctl:\s*ignore\b(?P<rest>[^\n]*)")
_CODES = re.compile(r"\s*\[(?P<codes>[^\]\n]*)\]")


class Suppression(Protocol):
    """One recorded exception."""

    def covers(self, finding: Finding) -> bool:
        """Whether the exception hides `finding`; a hit is remembered."""
        ...

    def unused(self, ran: Iterable[tuple[str, str]]) -> Iterator[Finding]:
        """A finding for each part that hid nothing although its rule ran; `ran` holds codes and slugs."""
        ...


def exception_finding(message: Message, detail: str, location: Location) -> Finding:
    """A finding about an exception itself."""
    return Finding(
        code=message.code,
        name=message.name,
        rule=RULE_SLUG,
        severity=message.severity,
        message=message.template.format(detail=detail),
        help=message.help,
        location=location,
    )


def _unused_codes(
    codes: Iterable[str],
    used: set[str],
    ran: Iterable[tuple[str, str]],
    location: Location,
) -> Iterator[Finding]:
    known = tuple(ran)
    for selector in codes:
        if selector not in used and any(names(selector, *rule) for rule in known):
            yield exception_finding(MSH0002, f"the exception for {selector} hides nothing", location)


@dataclass(slots=True, kw_only=True)
class CommentSuppression:
    """`# meshctl: ignore[CODE] reason`: for the line it stands on or before, or for a whole document at its head."""

    codes: tuple[str, ...]
    location: Location
    first_line: int
    last_line: int
    used: set[str] = field(default_factory=set)

    def covers(self, finding: Finding) -> bool:
        """Findings of these codes that begin within the lines."""
        if finding.location.file != self.location.file:
            return False
        if not self.first_line <= finding.location.line <= self.last_line:
            return False
        hits = {selector for selector in self.codes if names(selector, finding.code, finding.rule)}
        self.used |= hits
        return bool(hits)

    def unused(self, ran: Iterable[tuple[str, str]]) -> Iterator[Finding]:
        """One finding a code that hid nothing."""
        return _unused_codes(self.codes, self.used, ran, self.location)


def comment_suppressions(document: Document) -> Iterator[CommentSuppression | Finding]:
    """The exceptions that comments of a document record, and a finding for each that cannot be read."""
    if "meshctl:" not in document.text:
        return
    lines = document.text.split("\n")
    for number, line in enumerate(lines):
        found = _COMMENT.search(line)
        if found is None:
            continue
        location = _comment_location(document, number, found)
        codes = _CODES.match(found["rest"])
        listed = tuple(code.strip() for code in codes["codes"].split(",") if code.strip()) if codes else ()
        if not listed:
            yield exception_finding(MSH0003, "this comment names no code to ignore", location)
            continue
        first, last = _covered_lines(lines, number)
        yield CommentSuppression(
            codes=listed,
            location=location,
            first_line=document.part.first_line + first,
            last_line=document.part.first_line + last,
        )


def _comment_location(document: Document, number: int, found: re.Match[str]) -> Location:
    line = document.part.first_line + number
    start, end = found.start() + 1, len(found.string.rstrip()) + 1
    return Location(file=document.source.name, line=line, column=start, end_line=line, end_column=end)


def _covered_lines(lines: list[str], number: int) -> tuple[int, int]:
    """First and last line (from 0) that a comment on line `number` speaks for."""
    if not _is_blank(lines[number]):
        return number, number
    if all(_is_blank(line) for line in lines[:number]):
        return 0, len(lines)
    following = (index for index in range(number + 1, len(lines)) if not _is_blank(lines[index]))
    target = next(following, number)
    return target, target


def _is_blank(line: str) -> bool:
    stripped = line.strip()
    return not stripped or stripped.startswith("#") or stripped == "---"


@dataclass(slots=True, kw_only=True)
class AnnotationSuppression:
    """`galley.istio.io/analyze-suppress` of a resource: codes separated by commas, `*` for all, taken literally."""

    resource: MeshResource
    codes: tuple[str, ...]
    location: Location
    used: set[str] = field(default_factory=set)

    def covers(self, finding: Finding) -> bool:
        """Findings on the annotated resource."""
        if finding.resource != self.resource.ref or finding.location.file != self.location.file:
            return False
        hits = {code for code in self.codes if code in ("*", finding.code)}
        self.used |= hits
        return bool(hits)

    def unused(self, ran: Iterable[tuple[str, str]]) -> Iterator[Finding]:
        """One finding a code that hid nothing."""
        return _unused_codes(self.codes, self.used, ran, self.location)


@dataclass(slots=True, kw_only=True)
class NamedSuppression:
    """`CODE=GLOB` of the command line; the glob is matched against `Kind namespace/name`."""

    selector: str
    pattern: str
    used: bool = False

    def covers(self, finding: Finding) -> bool:
        """Findings of that code on a resource that fits; one without a resource is never hidden."""
        if finding.resource is None or not names(self.selector, finding.code, finding.rule):
            return False
        hit = fnmatchcase(str(finding.resource), self.pattern)
        self.used = self.used or hit
        return hit

    def unused(self, ran: Iterable[tuple[str, str]]) -> Iterator[Finding]:
        """One finding if nothing was hidden."""
        if not self.used and any(names(self.selector, *rule) for rule in ran):
            detail = f"the exception {self.selector}={self.pattern} hides nothing"
            yield exception_finding(MSH0002, detail, Location(file="<settings>"))


@dataclass(slots=True, kw_only=True)
class PathSuppression:
    """Codes that the configuration leaves out for some files; the glob is an absolute path, `*` crosses folders."""

    ignore: PathIgnore

    def covers(self, finding: Finding) -> bool:
        """Findings of these codes in files that fit the glob."""
        file = os.path.abspath(finding.location.file)  # noqa: PTH100  no look at the disk, unlike Path.resolve
        return fnmatchcase(file, self.ignore.pattern) and named(self.ignore.selectors, finding.code, finding.rule)

    def unused(self, ran: Iterable[tuple[str, str]]) -> Iterator[Finding]:
        """Nothing: a glob may well speak for files of another run."""
        del ran
        return iter(())


@dataclass(slots=True, kw_only=True)
class Baseline:
    """Known findings of an earlier run by fingerprint, each hidden as often as it was recorded."""

    known: Counter[str]
    name: str = "<baseline>"
    seen: Counter[str] = field(default_factory=Counter)

    def covers(self, finding: Finding) -> bool:
        """Findings recorded before, up to the recorded number."""
        print_ = finding.fingerprint
        self.seen[print_] += 1
        return self.seen[print_] <= self.known[print_]

    def unused(self, ran: Iterable[tuple[str, str]]) -> Iterator[Finding]:
        """One finding that counts the entries which nothing needs any more."""
        del ran
        gone = sum((self.known - self.seen).values())
        if gone:
            detail = f"{gone} recorded findings are gone; write the baseline anew"
            yield exception_finding(MSH0002, detail, Location(file=self.name))
