"""Cross-resource analysis agrees with the published cases."""

from __future__ import annotations

from typing import Any

from tests.conformance.istio_analyze import SET, run_case
from tests.conformance.published import each_case
from tests.shared_data import shared_path


@each_case(f"{SET}/index.json")
def test_the_analyzer_gives_the_published_messages(case: dict[str, Any]) -> None:
    assert run_case(case, shared_path(f"conformance/{SET}")) is None
