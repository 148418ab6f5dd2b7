"""Published cases of cross-resource analysis: the named analyzer's messages as (code, resource) pairs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from meshctl.analyze.registry import all_rules
from meshctl.analyze.rules.resource.invalid_resource import META, semantic_problem
from meshctl.analyze.runner import check_rules, finding_of
from meshctl.analyze.semantic import VALIDATORS, validate
from meshctl.analyze.settings import LintSettings
from meshctl.manifests.documents import Document, read_documents
from meshctl.manifests.sources import read_source
from meshctl.model.kinds import short_kind
from meshctl.model.loading import load_resources, mesh_networks_resource
from meshctl.model.snapshot import Snapshot, build_snapshots
from tests.conformance.model import Result, checked, read_cases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from meshctl.analyze.findings import Finding

SET = "istio-analyze"
_VALIDATION = "schema.ValidationAnalyzer."

# Upstream drops messages whose full text, position included, is equal, and finds the position of scalar fields only.
# Codes placed at a field that is always a scalar; all others stand at the start of the document.
_AT_FIELD = frozenset({"IST0101", "IST0112", "IST0118", "IST0132", "IST0134", "IST0150", "IST0165"})
# Codes whose text says nothing about the object, so that several of one kind on one object are one message.
_CONSTANT_TEXT = frozenset({"IST0144", "IST0151", "IST0152", "IST0153", "IST0154", "IST0155"})


def run(root: Path) -> Iterator[Result]:
    """Every case of the set below the root."""
    folder = root / SET
    for case in read_cases(folder / "index.json"):
        yield checked(SET, case["name"], lambda case=case: run_case(case, folder))  # type: ignore[misc]


def run_case(case: Mapping[str, Any], folder: Path) -> str | None:
    """What differs from the published messages, None if nothing does; the set is declared complete."""
    expected = Counter((message["code"], message["resource"]) for message in case["expected"])
    found = Counter((found.code, str(found.resource)) for found in _messages(case, folder))
    if found == expected:
        return None
    return f"missing {sorted((expected - found).elements())}, too many {sorted((found - expected).elements())}"


def _messages(case: Mapping[str, Any], folder: Path) -> list[Finding]:
    settings = LintSettings(
        complete=True, default_namespace="", mesh_config=_mesh_config(folder, case["mesh_config"]), select=("ALL",)
    )
    inputs = case.get("clusters") or {"": case["inputs"]}
    clusters = {name: _documents(folder, names) for name, names in inputs.items()}
    resources = {name: list(load_resources(documents, settings, name)) for name, documents in clusters.items()}
    if case["mesh_networks"]:
        [networks] = _documents(folder, [case["mesh_networks"]])
        resources[""].append(mesh_networks_resource(networks, settings))
    snapshots = build_snapshots(resources, settings)
    if case["analyzer"].startswith(_VALIDATION):
        found = _validate(case["analyzer"].removeprefix(_VALIDATION), snapshots)
    else:
        rules = [rule for rule in all_rules() if case["analyzer"] in rule.META.analyzers]
        assert rules, f"no rule answers to {case['analyzer']}"
        found = check_rules(rules, snapshots, settings)
    return _unique(each for each in found if each.code in case["codes_in_scope"] or each.code.startswith("MSH00"))


def _validate(kind: str, snapshots: Mapping[str, Snapshot]) -> Iterator[Finding]:
    """Istio's own validation of one kind; analysis runs it without labels and annotations."""
    for snapshot in snapshots.values():
        for resource in snapshot.resources:
            if short_kind(resource.kind) == kind and resource.kind in VALIDATORS:
                for violation in validate(resource.value, with_metadata=False):
                    yield finding_of(semantic_problem(resource, violation), META, snapshot.settings)


def _documents(folder: Path, names: list[str]) -> list[Document]:
    return [document for name in names for document in read_documents(read_source(str(folder / name)))]


def _mesh_config(folder: Path, name: str | None) -> dict[str, Any]:
    if not name:
        return {}
    [document] = _documents(folder, [name])
    assert isinstance(document.value, dict)
    return document.value


def _unique(findings: Iterator[Finding]) -> list[Finding]:
    """One finding for each message that upstream would print."""
    seen: dict[object, Finding] = {}
    for each in findings:
        # The fields of `mirrors` have no line upstream, where they are looked up under a wrong name.
        is_placed = each.code in _AT_FIELD and "mirrors" not in each.field_path
        text = "" if each.code in _CONSTANT_TEXT else each.message
        seen.setdefault((each.code, text, each.resource, each.location if is_placed else None), each)
    return list(seen.values())
