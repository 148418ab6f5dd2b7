"""Valid sets stay clean: not one error or warning, from any rule or layer, in a set declared complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from meshctl.analyze.findings import Severity
from meshctl.analyze.registry import all_rules, resource_rules
from meshctl.analyze.runner import check_resources, check_rules
from meshctl.manifests.documents import read_documents
from meshctl.manifests.sources import read_source
from tests.rules.rule_case import FOLDER, read_case

FILES = sorted((FOLDER / "valid").glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_is_wrong_with_a_valid_set(path: Path) -> None:
    case = read_case(path)
    rules = [rule for rule in all_rules() if not rule.META.optional]

    findings = list(check_rules(rules, case.snapshots, case.settings))
    for snapshot in case.snapshots.values():
        findings += check_resources(resource_rules(), snapshot.resources, snapshot, case.settings)

    noise = [f"{each.location} {each.code} {each.message}" for each in findings if each.severity is not Severity.INFO]
    assert noise == []


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    documents = [document for path in FILES for document in read_documents(read_source(str(path)))]

    assert sum(not document.is_empty for document in documents) >= 60
