"""One run of the linter: from paths and settings to findings, fixes and reports."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from meshctl.analyze.findings import AnalysisResult, Finding, Location, Skipped, Summary
from meshctl.analyze.runner import conclude
from meshctl.analyze.schema.kinds import known_versions
from meshctl.analyze.suppressions import (
    ANNOTATION,
    AnnotationSuppression,
    Baseline,
    NamedSuppression,
    PathSuppression,
    Suppression,
    comment_suppressions,
)
from meshctl.cli.linting.checking import check, choose_rules
from meshctl.cli.linting.gathering import Gathered, gather
from meshctl.errors import ManifestError, Place
from meshctl.manifests.documents import Document, read_documents
from meshctl.manifests.sources import read_source
from meshctl.mesh.legacy import find_legacy
from meshctl.model.kinds import CHECKED_KINDS, short_kind
from meshctl.model.loading import load_resources, mesh_networks_resource
from meshctl.model.snapshot import build_snapshots

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshctl.analyze.settings import LintSettings
    from meshctl.model.resource import MeshResource

DocumentKey = tuple[str, int]

_MOST_PASSES = 10
_BASELINE_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LintInput:
    """What to lint: `paths`, further clusters by name, `roots` for context only, and files with settings."""

    paths: tuple[str, ...]
    clusters: Mapping[str, str] = field(default_factory=dict)
    roots: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    mesh_networks_file: str = ""
    baseline: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LintRun:
    """What a run found, and the documents and texts it read, by name."""

    result: AnalysisResult
    documents: Mapping[DocumentKey, Document]
    texts: Mapping[str, str]
    has_faults: bool


def lint(given: LintInput, settings: LintSettings, overlay: Mapping[str, str] | None = None) -> LintRun:
    """Lint everything once; files in `overlay` have the text given there.

    Raises:
        InputError: the mesh networks file or the baseline cannot be read.
    """
    gathered = _gather_all(given, overlay)
    linted = {name for cluster in gathered.values() for name in cluster.texts}
    resources = {name: list(load_resources(found.documents, settings, name)) for name, found in gathered.items()}
    context = gather(given.roots, exclude=given.exclude, overlay=overlay, known=linted) if given.roots else Gathered()
    first = next(iter(resources))
    resources[first] += load_resources(context.documents, settings, first)
    if given.mesh_networks_file:
        [networks] = _settings_documents(given.mesh_networks_file)
        resources[first].append(mesh_networks_resource(networks, settings))
        linted.add(given.mesh_networks_file)
    snapshots = build_snapshots(resources, settings)
    rules = choose_rules(snapshots, settings)
    findings = check(rules, snapshots, lambda resource: _file_of(resource) in linted)
    faults = [fault for found in gathered.values() for fault in found.faults]
    subjects = [each for cluster in resources.values() for each in cluster if _file_of(each) in linted]
    suppressions, malformed = _suppressions(gathered, subjects, given, settings)
    result = conclude(
        [*faults, *malformed, *(found for found in findings if found.location.file in linted or _is_ours(found))],
        settings=settings,
        suppressions=suppressions,
        ran=rules.metas,
        summary=_summary(gathered, subjects),
    )
    return LintRun(
        result=result,
        documents={(d.source.name, d.index): d for found in gathered.values() for d in found.documents},
        texts={name: text for found in gathered.values() for name, text in found.texts.items()},
        has_faults=bool(faults),
    )


def _gather_all(given: LintInput, overlay: Mapping[str, str] | None) -> dict[str, Gathered]:
    own = gather(given.paths, exclude=given.exclude, overlay=overlay)
    if not given.clusters:
        return {"": own}
    found = {name: gather([path], exclude=given.exclude, overlay=overlay) for name, path in given.clusters.items()}
    return {**({"": own} if given.paths else {}), **found}


def _file_of(resource: MeshResource) -> str:
    return resource.document.source.name if resource.document else ""


def _is_ours(finding: Finding) -> bool:
    """Whether a finding is about the run itself."""
    return finding.location.file.startswith("<meshctl>")


def _settings_documents(path: str) -> list[Document]:
    documents = [each for each in read_documents(read_source(path)) if not each.is_empty]
    if len(documents) != 1:
        raise ManifestError(f"holds {len(documents)} documents, expected one", place=Place(path))
    return documents


def _summary(gathered: Mapping[str, Gathered], subjects: list[MeshResource]) -> Summary:
    skipped = [each for found in gathered.values() for each in found.skipped]
    foreign = [each for each in subjects if not _is_known(each)]
    skipped += [Skipped(file=_file_of(each), reason="kinds the mesh does not read") for each in foreign]
    return Summary(
        files=sum(found.files for found in gathered.values()),
        documents=sum(len(found.documents) for found in gathered.values()),
        resources=len(subjects) - len(foreign),
        skipped=tuple(skipped),
    )


def _is_known(resource: MeshResource) -> bool:
    """Whether any rule has something to say about the kind, be it that it was removed long ago."""
    kind = short_kind(resource.kind)
    is_current = resource.kind in CHECKED_KINDS or bool(known_versions(resource.group, kind))
    return is_current or find_legacy(resource.api_version, kind) is not None


def _suppressions(
    gathered: Mapping[str, Gathered],
    subjects: list[MeshResource],
    given: LintInput,
    settings: LintSettings,
) -> tuple[list[Suppression], list[Finding]]:
    """All recorded exceptions, and findings about comments that cannot be read."""
    active: list[Suppression] = [NamedSuppression(selector=code, pattern=glob) for code, glob in settings.suppress]
    active += [PathSuppression(ignore=ignore) for ignore in settings.path_ignores]
    active += [each for resource in subjects for each in _annotation_suppressions(resource)]
    malformed: list[Finding] = []
    for document in (document for found in gathered.values() for document in found.documents):
        for each in comment_suppressions(document):
            if isinstance(each, Finding):
                malformed.append(each)
            else:
                active.append(each)
    if given.baseline and Path(given.baseline).exists():
        active.append(read_baseline(given.baseline))
    return active, malformed


def _annotation_suppressions(resource: MeshResource) -> Iterator[AnnotationSuppression]:
    codes = resource.annotations.get(ANNOTATION)
    if codes and resource.document is not None:
        start, end = resource.document.key_span((*resource.prefix, "metadata", "annotations", ANNOTATION))
        place = Location(
            file=_file_of(resource),
            line=start.line,
            column=start.column,
            end_line=end.line,
            end_column=end.column,
        )
        yield AnnotationSuppression(resource=resource, codes=tuple(codes.split(",")), location=place)


def read_baseline(path: str) -> Baseline:
    """The findings recorded in a baseline file.

    Raises:
        InputError: it cannot be read, or is no baseline.
    """
    text = read_source(path).text
    try:
        found = json.loads(text)
        known = Counter({str(each["fingerprint"]): int(each["count"]) for each in found["findings"]})
    except (ValueError, TypeError, KeyError):
        remedy = "write it anew with --write-baseline"
        raise ManifestError("is no baseline of meshctl", place=Place(path), remedy=remedy) from None
    return Baseline(known=known, name=path)


def baseline_text(findings: tuple[Finding, ...]) -> str:
    """A baseline file that hides these findings, sorted so that it changes little from run to run."""
    counts = Counter(found.fingerprint for found in findings)
    described = {found.fingerprint: found for found in findings}
    entries = [
        {"fingerprint": key, "count": counts[key], "code": found.code, "file": found.location.file}
        for key, found in sorted(described.items(), key=lambda item: item[1].sort_key)
    ]
    return json.dumps({"version": _BASELINE_VERSION, "findings": entries}, indent=2) + "\n"


def lint_and_fix(given: LintInput, settings: LintSettings, *, unsafe: bool) -> tuple[LintRun, dict[str, str], int]:
    """Lint, apply fixes, and lint again until no fix is left: the last run, the changed texts, the number of fixes."""
    from meshctl.cli.linting.fixing import apply_fixes, fixable  # the splicer is slow to load

    overlay: dict[str, str] = {}
    total = 0
    run = lint(given, settings)
    for _ in range(_MOST_PASSES):
        changed, applied = apply_fixes(fixable(run.result.findings, unsafe=unsafe), run.documents, run.texts)
        if not changed:
            break
        overlay.update(changed)
        total += applied
        run = lint(given, settings, overlay)
    return run, overlay, total
