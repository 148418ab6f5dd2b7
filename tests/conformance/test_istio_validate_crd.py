"""Published rows of the crd layer, one test a row and channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.istio_validate_crd import KNOWN_GAPS, channels, crd_rows, run_case
from tests.shared_data import conformance_root

if TYPE_CHECKING:
    from meshctl.analyze.schema import Channel

_CASES = [(row, channel) for row in crd_rows(conformance_root()) for channel in channels(row)]


@pytest.mark.skipif(not _CASES, reason="the published data conformance/istio-validate is not beside this checkout")
@pytest.mark.parametrize(("row", "channel"), _CASES, ids=[f"{row['id']}-{channel}" for row, channel in _CASES])
def test_the_crd_layer_gives_the_published_verdict(row: dict[str, Any], channel: Channel) -> None:
    if row["id"] in KNOWN_GAPS:
        assert run_case(row, channel) is not None, "the gap is closed: take it off the list"
        pytest.xfail(KNOWN_GAPS[row["id"]])
    assert run_case(row, channel) is None
