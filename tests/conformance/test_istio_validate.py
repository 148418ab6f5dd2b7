"""Published rows of Istio's own validation, one test a row."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.istio_validate import rows, run_case
from tests.shared_data import conformance_root

_ROWS = rows(conformance_root())


@pytest.mark.skipif(not _ROWS, reason="the published data conformance/istio-validate is not beside this checkout")
@pytest.mark.parametrize("row", _ROWS, ids=[row["id"] for row in _ROWS])
def test_a_resource_gets_the_published_verdict(row: dict[str, Any]) -> None:
    assert run_case(row) is None
