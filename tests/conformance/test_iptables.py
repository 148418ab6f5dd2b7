"""Published rules for traffic capture: one test a case."""

from __future__ import annotations

import pytest

from tests.conformance import iptables
from tests.conformance.model import Result
from tests.shared_data import conformance_root

RESULTS = {result.case: result for result in iptables.run(conformance_root())}


@pytest.mark.skipif(not RESULTS, reason="the published data conformance/iptables is not beside this checkout")
@pytest.mark.parametrize("result", RESULTS.values(), ids=RESULTS.keys())
def test_rules_are_those_that_were_published(result: Result) -> None:
    assert result.mismatch is None
