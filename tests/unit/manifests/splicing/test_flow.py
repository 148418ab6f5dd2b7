from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from meshctl.manifests.splicing.flow import flow_text
from meshctl.yamlio import load_plain

if TYPE_CHECKING:
    from meshctl.yamlio.quoting import Quote


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("", '{a: [1, null, {}], "b,": "x, y", c: plain}'),
        ('"', '{"a": [1, null, {}], "b,": "x, y", "c": "plain"}'),
    ],
)
def test_values_are_written_in_braces(quote: Quote, expected: str) -> None:
    value: Any = {"a": [1, None, {}], "b,": "x, y", "c": "plain"}
    assert flow_text(value, quote) == expected
    assert load_plain(expected) == value


def test_members_may_stand_on_lines_of_their_own() -> None:
    assert flow_text({"a": [1], "b": {}}, '"', indent=2, step=4) == (
        '{\n      "a": [\n          1\n      ],\n      "b": {}\n  }'
    )
