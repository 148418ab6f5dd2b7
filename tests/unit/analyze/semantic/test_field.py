from __future__ import annotations

import pytest

from meshctl.analyze.semantic.field import Report
from meshctl.analyze.semantic.violation import Violation
from meshctl.k8s.types import FieldPath


def violation(*path: str | int) -> Violation:
    return Violation(path=path, message="m", severity="error", code="IST0106", slug="s")


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ((), True),
        (("spec",), True),
        (("spec", "http"), False),
        (("spec", "http", 0), False),
        (("spec", "http", 0, "match"), False),
        (("spec", "http", 1), True),
        (("spec", "tcp"), True),
    ],
)
def test_what_a_wrong_type_made_meaningless_is_forgotten_in_it_and_in_its_parent_alone(
    path: FieldPath, kept: bool
) -> None:
    report = Report()
    report.add(violation(*path))
    report.mark_malformed(("spec", "http", 0))
    assert report.violations() == ([violation(*path)] if kept else [])
