"""Published tables of small helpers."""

from __future__ import annotations

from tests.conformance.istio_units import FILE, run_case
from tests.conformance.published import Case, each_case


@each_case(FILE)
def test_helper_answers_as_published(case: Case) -> None:
    assert run_case(case) is None
