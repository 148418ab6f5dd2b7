"""Published tables of small helpers."""

from __future__ import annotations

import pytest

from tests.conformance.istio_units import FILE, TABLES, run_case
from tests.conformance.published import Case, each_case


@each_case(FILE)
def test_helper_answers_as_published(case: Case) -> None:
    if case["table"] not in TABLES:
        pytest.skip(f"table {case['table']} runs with the engine or the webhook")
    assert run_case(case) is None
