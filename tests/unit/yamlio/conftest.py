"""The two parsers that events may come from."""

from __future__ import annotations

import pytest

from meshctl.yamlio import events


@pytest.fixture(params=["C parser", "pure parser"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the test with each parser; the pure one by hiding the C build."""
    name: str = request.param
    if name == "pure parser":
        monkeypatch.setattr(events, "CParser", None)
    elif not events.has_c_parser():
        pytest.skip("no C build of ruamel.yaml here")
    return name
