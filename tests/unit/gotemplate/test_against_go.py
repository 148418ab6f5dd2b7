"""Go is asked afresh: the recordings are still what it says, and random templates find no disagreement."""

from __future__ import annotations

import random

import pytest

from tests.go_oracle import ask
from tests.unit.gotemplate.cases import (
    disagreements,
    expression_cases,
    recorded,
    template_cases,
    without_addresses,
)
from tests.unit.gotemplate.random_templates import random_cases

pytestmark = pytest.mark.oracle

COUNT = 1250


@pytest.mark.parametrize(("name", "cases"), [("expressions", expression_cases), ("templates", template_cases)])
def test_the_recordings_are_what_go_says_today(name: str, cases: object) -> None:
    assert callable(cases)
    lines = [{key: line[key] for key in ("ok", "error") if key in line} for line in recorded(name)]
    answers = ask(case.request() for case in cases())
    assert [{key: without_addresses(text) for key, text in answer.items()} for answer in answers] == lines


@pytest.mark.parametrize("seed", [1, random.SystemRandom().randrange(1 << 30)], ids=["fixed", "fresh"])
def test_random_templates_render_as_in_go(seed: int) -> None:
    cases = list(random_cases(seed, COUNT))
    found = disagreements(cases, ask(case.request() for case in cases))
    assert found == [], f"seed {seed}: {len(found)} disagreements"
