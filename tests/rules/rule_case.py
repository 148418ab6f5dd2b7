"""Rule cases: a YAML file per rule, with `# expect: CODE` on the line of each finding.

The first lines may hold settings as a comment, `# settings: {complete: true, mesh_config: {...}}`; a document that
begins with `# cluster: NAME` belongs to that cluster; one with a top-level `networks` is the mesh networks file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from meshctl.analyze.findings import Finding, Severity
from meshctl.analyze.registry import SUBJECTS, all_rules, resource_rules
from meshctl.analyze.rule import ResourceRule, Rule
from meshctl.analyze.runner import check_resources, check_rules
from meshctl.analyze.settings import LintSettings
from meshctl.manifests.documents import Document, read_documents
from meshctl.manifests.sources import Source, read_source
from meshctl.model.loading import load_resources, mesh_networks_resource
from meshctl.model.resource import MeshResource
from meshctl.model.settings import Externals
from meshctl.model.snapshot import Snapshot, build_snapshots

FOLDER = Path(__file__).parent
_SETTINGS = re.compile(r"^# settings: (.+)$", re.MULTILINE)
_CLUSTER = re.compile(r"^# cluster: (\S+)$", re.MULTILINE)
_EXPECT = re.compile(r"# expect: (.+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCase:
    """One file: the set it describes and what its rule must say, as (line, code, severity)."""

    slug: str
    settings: LintSettings
    snapshots: dict[str, Snapshot]
    expected: list[tuple[int, str, str]]


def rules_by_slug() -> dict[str, Rule | ResourceRule]:
    """Every rule by its slug."""
    rules: list[Rule | ResourceRule] = [*all_rules(), *resource_rules()]
    return {rule.META.slug: rule for rule in rules}


def reported_kinds() -> dict[str, tuple[str, ...]]:
    """By the first part of a slug, the kinds its subject says it reports on."""
    return {subject.package.replace("_", "-"): subject.reports_on for subject in SUBJECTS}


def slug_of(path: Path) -> str:
    """The rule a file is about, told from its place."""
    return f"{path.parent.name}/{path.stem}".replace("_", "-")


def case_files() -> list[Path]:
    """The files of all rules; those below `valid` are another test's."""
    return sorted(path for path in FOLDER.glob("*/*.yaml") if path.parent.name != "valid")


def read_case(path: Path) -> RuleCase:
    """The set in a file, with nothing run yet."""
    source = read_source(str(path))
    settings = _settings(source.text)
    clusters: dict[str, list[MeshResource]] = {}
    for document in read_documents(source):
        found = _CLUSTER.search(document.text)
        clusters.setdefault(found[1] if found else "", []).extend(_resources(document, settings))
    snapshots = build_snapshots(clusters, settings)
    return RuleCase(slug=slug_of(path), settings=settings, snapshots=snapshots, expected=list(_expected(source)))


def run_case(case: RuleCase) -> list[Finding]:
    """What the rule says about the set, in order of lines."""
    rule = rules_by_slug()[case.slug]
    if isinstance(rule, ResourceRule):
        findings = [
            found
            for snapshot in case.snapshots.values()
            for found in check_resources([rule], snapshot.resources, snapshot, case.settings)
        ]
    else:
        findings = list(check_rules([rule], case.snapshots, case.settings))
    return sorted(findings, key=lambda found: found.sort_key)


def _settings(text: str) -> LintSettings:
    found = _SETTINGS.search(text)
    given: dict[str, Any] = YAML(typ="safe", pure=True).load(found[1]) if found else {}
    if "externals" in given:
        given["externals"] = Externals(**{name: tuple(values) for name, values in given["externals"].items()})
    return LintSettings(**{"complete": True, **given})


def _resources(document: Document, settings: LintSettings) -> list[MeshResource]:
    if isinstance(document.value, dict) and "networks" in document.value:
        return [mesh_networks_resource(document, settings)]
    return list(load_resources([document], settings))


def _expected(source: Source) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(source.text.splitlines(), start=1):
        found = _EXPECT.search(line)
        for wanted in found[1].split(",") if found else ():
            code, _, severity = wanted.strip().partition(" ")
            yield number, code, severity or Severity.ERROR.value
