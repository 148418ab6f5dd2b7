from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from meshctl.analyze.findings import Finding, Location, Severity
from meshctl.analyze.settings import PathIgnore
from meshctl.analyze.suppressions import (
    AnnotationSuppression,
    Baseline,
    CommentSuppression,
    NamedSuppression,
    PathSuppression,
    comment_suppressions,
)
from meshctl.model.resource import ResourceRef
from tests.unit.analyze.sets import documents, resources

RAN = [("IST0118", "service/unclear-port-protocol"), ("IST0102", "injection/namespace-not-labelled")]
TEXT = """\
kind: Namespace
---
# meshctl: ignore[IST0102] the whole document
apiVersion: v1
kind: Service
spec:
  ports:
  - port: 80  # meshctl: ignore[IST0118, service] one line
  # meshctl: ignore[MSH] the next line

  - port: 81
  - port: 82  # meshctl: ignore nothing named
"""


def finding(line: int = 1, code: str = "IST0118", file: str = "set.yaml") -> Finding:
    return Finding(
        code=code,
        name="",
        rule="service/unclear-port-protocol",
        severity=Severity.WARNING,
        message="m",
        location=Location(file=file, line=line, end_line=line),
        resource=ResourceRef(api_version="v1", kind="Service", namespace="shop", name="cart"),
    )


def comments() -> list[CommentSuppression | Finding]:
    return [each for document in documents(TEXT) for each in comment_suppressions(document)]


def test_comments_speak_for_their_line_the_next_or_the_document() -> None:
    found = [each for each in comments() if isinstance(each, CommentSuppression)]

    assert [(each.codes, each.first_line, each.last_line) for each in found[1:]] == [
        (("IST0118", "service"), 8, 8),
        (("MSH",), 11, 11),
    ]
    assert found[0].covers(finding(4, "IST0102"))
    assert not found[0].covers(finding(1, "IST0102"))


def test_a_comment_without_codes_is_reported() -> None:
    [malformed] = [each for each in comments() if isinstance(each, Finding)]

    assert (malformed.code, malformed.location.line) == ("MSH0003", 12)


def test_only_parts_that_hide_nothing_and_whose_rule_ran_count_as_unused() -> None:
    comment = CommentSuppression(
        codes=("IST0118", "IST0102", "IST0999"), location=Location(file="set.yaml"), first_line=1, last_line=1
    )
    assert comment.covers(finding())

    assert [each.message for each in comment.unused(RAN)] == ["the exception for IST0102 hides nothing"]


def test_the_annotation_is_taken_literally_and_holds_for_its_resource() -> None:
    [cart] = resources("apiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}")
    exact = AnnotationSuppression(resource=cart, codes=("IST0118",), location=Location(file="set.yaml"))
    blanks = AnnotationSuppression(resource=cart, codes=(" IST0118",), location=Location(file="set.yaml"))
    star = AnnotationSuppression(resource=cart, codes=("*",), location=Location(file="set.yaml"))

    assert exact.covers(finding())
    assert star.covers(finding(code="MSH0040"))
    assert not blanks.covers(finding())
    assert not exact.covers(replace(finding(), resource=None))


@pytest.mark.parametrize(
    ("pattern", "hit"),
    [("Service shop/cart", True), ("Service */cart", True), ("*", True), ("Service cart.shop", False)],
)
def test_a_named_exception_is_a_glob_over_kind_and_name(pattern: str, hit: bool) -> None:
    exception = NamedSuppression(selector="IST0118", pattern=pattern)

    assert exception.covers(finding()) is hit
    assert bool(list(exception.unused(RAN))) is not hit


def test_a_finding_without_a_resource_cannot_be_named() -> None:
    assert not NamedSuppression(selector="IST0118", pattern="*").covers(replace(finding(), resource=None))


def test_path_globs_are_matched_against_the_whole_path() -> None:
    ignore = PathSuppression(ignore=PathIgnore(pattern=str(Path.cwd() / "legacy/*"), selectors=("IST0118",)))

    assert ignore.covers(finding(file="legacy/deep/a.yaml"))
    assert not ignore.covers(finding(file="other/legacy/a.yaml"))


def test_a_baseline_hides_as_many_as_it_recorded_and_tells_what_is_gone() -> None:
    known = finding()
    baseline = Baseline(known=Counter({known.fingerprint: 1, "gone": 2}))

    assert baseline.covers(known)
    assert not baseline.covers(known)
    assert [each.message for each in baseline.unused(RAN)] == ["2 recorded findings are gone; write the baseline anew"]


def test_fingerprints_survive_moved_lines_but_not_other_texts() -> None:
    assert finding(1).fingerprint == finding(9).fingerprint
    assert finding().fingerprint != replace(finding(), message="other").fingerprint
