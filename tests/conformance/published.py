"""Published tables of small cases: reading them, and one test per case."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.shared_data import conformance_root

Case = dict[str, Any]
# What differs from the published answer, in words; None when the answers agree.
Mismatch = str | None
CaseRunner = Callable[[Case], Mismatch]


def read_cases(relative: str) -> list[Case]:
    """The cases of a JSON file below the published data, none where it is absent."""
    path = conformance_root() / relative
    cases: list[Case] = json.loads(path.read_text("utf-8"))["cases"] if path.exists() else []
    return cases


def each_case(relative: str) -> pytest.MarkDecorator:
    """Parametrises a test with `case`, ids after table, name and number; skips with the reason where data is absent."""
    cases = read_cases(relative)
    if not cases:
        absent = pytest.mark.skip(reason=f"the published data conformance/{relative} is not beside this checkout")
        return pytest.mark.parametrize("case", [pytest.param({}, marks=absent, id="absent")])
    return pytest.mark.parametrize("case", [pytest.param(case, id=_id(case, i)) for i, case in enumerate(cases)])


def compare(found: object, expected: object) -> Mismatch:
    """None for equal values."""
    return None if found == expected else f"found {found!r}, expected {expected!r}"


def _id(case: Case, index: int) -> str:
    return "-".join(str(part) for part in (case.get("table", ""), case.get("name", ""), index) if part != "")
