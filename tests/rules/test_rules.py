"""Every rule says what its case expects, at the lines the case marks, and reads only the kinds it declares."""

from __future__ import annotations

from pathlib import Path

import pytest

from meshctl.analyze.rule import ResourceRule
from tests.rules.rule_case import case_files, read_case, reported_kinds, rules_by_slug, run_case, slug_of


@pytest.mark.parametrize("path", case_files(), ids=slug_of)
def test_the_rule_finds_what_its_case_marks(path: Path) -> None:
    case = read_case(path)

    found = [(each.location.line, each.code, each.severity.value) for each in run_case(case)]

    assert found == case.expected


@pytest.mark.parametrize("path", case_files(), ids=slug_of)
def test_the_rule_reads_only_the_kinds_it_declares(path: Path) -> None:
    case = read_case(path)
    run_case(case)

    read = {kind for snapshot in case.snapshots.values() for kind in snapshot.kinds_read}

    assert read <= set(rules_by_slug()[case.slug].META.kinds)


@pytest.mark.parametrize("path", case_files(), ids=slug_of)
def test_the_rule_reports_on_the_kinds_of_its_subject(path: Path) -> None:
    case = read_case(path)
    if isinstance(rules_by_slug()[case.slug], ResourceRule):
        return  # these look at every resource
    bare = {kind.rpartition("/")[2] for kind in reported_kinds()[case.slug.partition("/")[0]]}

    assert {each.resource.kind for each in run_case(case) if each.resource} <= bare


def test_every_rule_has_a_case_and_every_case_a_rule() -> None:
    assert {slug_of(path) for path in case_files()} == set(rules_by_slug())


@pytest.mark.parametrize("slug", sorted(rules_by_slug()))
def test_every_case_expects_each_message_of_its_rule(slug: str) -> None:
    subject, _, fault = slug.replace("-", "_").partition("/")
    [path] = [each for each in case_files() if each.parent.name == subject and each.stem == fault]

    assert {code for _, code, _ in read_case(path).expected} == set(rules_by_slug()[slug].META.codes)
