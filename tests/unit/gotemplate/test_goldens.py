"""Every recorded case renders as real Go rendered it; errors agree in kind and line."""

from __future__ import annotations

import pytest

from tests.unit.gotemplate.cases import Case, disagreement, expression_cases, ours, recorded, template_cases

EXPRESSIONS = list(expression_cases())
TEMPLATES = list(template_cases())


def _answer(line: dict[str, str]) -> dict[str, str]:
    return {key: line[key] for key in ("ok", "error") if key in line}


@pytest.mark.parametrize(
    ("case", "line"),
    list(zip(EXPRESSIONS, recorded("expressions"), strict=True)),
    # Numbers: text of templates holds what no test can be chosen by on a command line.
    ids=[str(number) for number in range(len(EXPRESSIONS))],
)
def test_an_expression_renders_as_in_go(case: Case, line: dict[str, str]) -> None:
    assert line["text"] == case.text, "run tests/oracle/record_templates.py after a change to the cases"
    assert disagreement(case, _answer(line), ours(case)) is None


@pytest.mark.parametrize(
    ("case", "line"),
    list(zip(TEMPLATES, recorded("templates"), strict=True)),
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_whole_template_renders_as_in_go(case: Case, line: dict[str, str]) -> None:
    assert line["name"] == case.name
    assert disagreement(case, _answer(line), ours(case)) is None


def test_there_are_as_many_cases_as_promised() -> None:
    assert len(EXPRESSIONS) >= 400
    assert len(TEMPLATES) >= 40
    assert sum("error" in line for line in recorded("expressions")) >= 100
