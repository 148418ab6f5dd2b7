"""Runs layers and rules over snapshots and turns what they say into sorted findings."""

from __future__ import annotations

import traceback
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from meshctl.analyze.findings import AnalysisResult, Finding, Fix, Location, Related, Severity, Summary
from meshctl.analyze.locate import UNWRITTEN, locate
from meshctl.analyze.meshctl_messages import MSH0001
from meshctl.analyze.selection import is_selected, named
from meshctl.model.kinds import NAMESPACE, SYSTEM_NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from meshctl.analyze.problem import Place, Problem
    from meshctl.analyze.rule import ResourceRule, Rule, RuleMeta
    from meshctl.analyze.settings import LintSettings
    from meshctl.analyze.suppressions import Suppression
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot


def selected_rules(rules: Iterable[Rule], settings: LintSettings) -> list[Rule]:
    """The rules of which at least one code is wanted."""
    return [rule for rule in rules if _is_wanted(rule.META, settings)]


def selected_resource_rules(rules: Iterable[ResourceRule], settings: LintSettings) -> list[ResourceRule]:
    """The per-resource rules of which at least one code is wanted."""
    return [rule for rule in rules if _is_wanted(rule.META, settings)]


def _is_wanted(meta: RuleMeta, settings: LintSettings) -> bool:
    return any(is_selected(settings, code, meta.slug, optional=meta.optional) for code in meta.codes)


def check_rules(rules: Iterable[Rule], snapshots: Mapping[str, Snapshot], settings: LintSettings) -> Iterator[Finding]:
    """Findings of set-wide rules over every cluster; a crashing rule gives one finding about itself."""
    for snapshot in snapshots.values():
        for rule in rules:
            try:
                problems = [problem for problem in rule.check(snapshot) if _is_subject(problem.resource)]
            except Exception as fault:  # noqa: BLE001  one broken rule must not hide what the others find
                yield _crash(rule.META.slug, fault)
            else:
                yield from (finding_of(problem, rule.META, settings) for problem in problems)


def check_resources(
    rules: Sequence[ResourceRule],
    resources: Iterable[MeshResource],
    snapshot: Snapshot,
    settings: LintSettings,
) -> Iterator[Finding]:
    """Findings of the per-resource layers; a crash gives one finding on the resource that caused it."""
    for resource in resources:
        if resource.implicit:
            continue
        for rule in rules:
            try:
                problems = list(rule.check_resource(resource, snapshot))
            except Exception as fault:  # noqa: BLE001  see check_rules
                yield _crash(rule.META.slug, fault, resource)
            else:
                yield from (finding_of(problem, rule.META, settings) for problem in problems)


def _is_subject(resource: MeshResource) -> bool:
    """Whether set-wide rules may report on a resource: not on implicit ones nor in system namespaces."""
    namespace = resource.name if resource.kind == NAMESPACE else resource.namespace
    return not resource.implicit and namespace not in SYSTEM_NAMESPACES


def finding_of(problem: Problem, meta: RuleMeta, settings: LintSettings) -> Finding:
    """The finding for a problem: positions looked up, severity settled."""
    resource = problem.resource
    return Finding(
        code=problem.message.code,
        name=problem.message.name,
        rule=meta.slug,
        severity=_severity(problem, meta, settings),
        message=problem.text,
        layer=problem.layer,
        help=problem.help,
        location=locate(resource, problem.path, on_key=problem.on_key),
        field_path=problem.path,
        resource=resource.ref,
        related=tuple(map(_related, problem.related)),
        fix=None if problem.fix is None else _in_document(problem.fix, resource),
        document=0 if resource.document is None else resource.document.index,
        undecided=problem.absent and not settings.complete,
    )


def _severity(problem: Problem, meta: RuleMeta, settings: LintSettings) -> Severity:
    for name in (meta.slug, problem.message.code):
        if name in settings.severities:
            return settings.severities[name]
    if problem.absent and not settings.complete:
        return Severity.INFO
    return problem.severity or problem.message.severity


def _related(place: Place) -> Related:
    location = locate(place.resource, place.path)
    known = None if location.file == UNWRITTEN else location
    return Related(message=place.message, location=known, resource=place.resource.ref)


def _in_document(fix: Fix, resource: MeshResource) -> Fix:
    return replace(fix, edits=tuple(replace(edit, path=resource.prefix + edit.path) for edit in fix.edits))


def _crash(slug: str, fault: Exception, resource: MeshResource | None = None) -> Finding:
    frames = traceback.extract_tb(fault.__traceback__)
    where = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    detail = f"{type(fault).__name__}: {fault}{where}"
    return Finding(
        code=MSH0001.code,
        name=MSH0001.name,
        rule=slug,
        severity=MSH0001.severity,
        message=MSH0001.template.format(rule=slug, detail=detail),
        help=MSH0001.help,
        location=Location(file="<meshctl>") if resource is None else locate(resource, ()),
        resource=None if resource is None else resource.ref,
    )


def conclude(
    findings: Iterable[Finding],
    *,
    settings: LintSettings,
    suppressions: Sequence[Suppression],
    ran: Sequence[RuleMeta],
    summary: Summary,
) -> AnalysisResult:
    """Drop what is not wanted or excepted, report exceptions nothing needs, sort, and count.

    Equal findings (same code, place and text) are given once.
    """
    wanted = [found for found in _unique(findings) if _is_chosen(found, settings)]
    kept = [found for found in wanted if not _is_covered(found, suppressions)]
    pairs = [(code, meta.slug) for meta in ran for code in meta.codes]
    unused = [found for each in suppressions for found in each.unused(pairs) if _is_chosen(found, settings)]
    final = tuple(sorted((*kept, *unused), key=lambda found: found.sort_key))
    return AnalysisResult(
        findings=final,
        summary=replace(
            summary,
            suppressed=len(wanted) - len(kept),
            undecided=sum(found.undecided for found in final),
            counts=Counter(found.severity for found in final),
            rules=len(ran),
        ),
    )


def _unique(findings: Iterable[Finding]) -> Iterator[Finding]:
    seen: set[tuple[object, ...]] = set()
    for found in findings:
        identity = (found.code, found.rule, found.message, found.location, found.resource)
        if identity not in seen:
            seen.add(identity)
            yield found


def _is_chosen(found: Finding, settings: LintSettings) -> bool:
    """Whether the user wants this code; faults of our own and of the input are always told unless ignored."""
    if found.code.startswith("MSH00") and found.code < "MSH0020":
        return not named(settings.ignore, found.code, found.rule)
    return is_selected(settings, found.code, found.rule)


def _is_covered(found: Finding, suppressions: Sequence[Suppression]) -> bool:
    # NB: every exception is asked, so that two that hide one finding both count as used.
    hits = [each.covers(found) for each in suppressions]
    return any(hits)
