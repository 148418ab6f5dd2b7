"""Published conversions of legacy routing kinds, one test a case."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.convert import SET, run_case
from tests.conformance.model import read_cases
from tests.shared_data import conformance_root

_FOLDER = conformance_root() / SET
_CASES = read_cases(_FOLDER / "index.json")


@pytest.mark.skipif(not _CASES, reason="the published data conformance/convert is not beside this checkout")
@pytest.mark.parametrize("case", _CASES, ids=[case["name"] for case in _CASES])
def test_legacy_resources_become_the_published_ones(case: dict[str, Any]) -> None:
    assert run_case(case, _FOLDER) is None
