"""Every published case that holds for the webhook, through HTTP."""

from __future__ import annotations

import pytest

from tests.conformance.istio_webhook import Check, checks
from tests.shared_data import conformance_root

CHECKS = list(checks(conformance_root()))


@pytest.mark.skipif(not CHECKS, reason="the published data conformance/istio-inject is not beside this checkout")
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check.set}: {check.case}")
def test_published_case_holds_through_http(check: Check) -> None:
    assert check.run() is None
