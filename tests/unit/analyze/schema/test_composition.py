from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.analyze.schema.nodes import rules, run

if TYPE_CHECKING:
    from meshctl.analyze.schema.nodes import Node

_SHORT: Node = {"type": "string", "maxLength": 2}
_LETTERS: Node = {"type": "string", "pattern": "^[a-z]*\\Z"}


@pytest.mark.parametrize(
    ("key", "holding"), [("allOf", ["ab"]), ("anyOf", ["ab", "12", "abc"]), ("oneOf", ["12", "abc"])]
)
def test_alternatives_hold_as_their_keyword_says(key: str, holding: list[str]) -> None:
    node: Node = {"type": "string", key: [0, 1]}  # type: ignore[misc]
    assert [text for text in ("ab", "12", "abc", "123") if not rules(text, _SHORT, _LETTERS, node)] == holding


def test_a_negation_holds_where_its_schema_does_not() -> None:
    node: Node = {"type": "string", "negated": 0}
    assert (rules("a", {"enum": ["a"]}, node), rules("b", {"enum": ["a"]}, node)) == ([((), "composition")], [])


def test_alternatives_that_all_fail_are_told_with_their_reasons() -> None:
    (violation,) = run("::g", {"format": "ipv4"}, {"format": "ipv6"}, {"type": "string", "anyOf": [0, 1]})[1]
    assert "an IPv4 address" in violation.message
    assert "an IPv6 address" in violation.message
