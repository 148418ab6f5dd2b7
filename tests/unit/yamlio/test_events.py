"""The pure parser gives what the C parser gives, but for the differences listed here."""

from __future__ import annotations

from typing import Any

import pytest

from meshctl.errors import InputError
from meshctl.yamlio import events, load_plain
from tests.yaml_answers import recorded_answers

# The pure scanner is stricter with tabs and does not take U+0085 and U+2028 for line breaks.
KNOWN_DIFFERENCES = {"a:\tb", "a: x\u2028y", "a: x\x85y", ": x"}


def outcome(text: str) -> Any:
    try:
        return "value", repr(load_plain(text))
    except InputError as fault:
        return "error", fault.message.partition(":")[0]


@pytest.mark.skipif(not events.has_c_parser(), reason="no C build of ruamel.yaml here")
@pytest.mark.parametrize("text", [case["text"] for case in recorded_answers()], ids=lambda text: text[:40])
def test_both_parsers_agree(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with_c_parser = outcome(text)
    monkeypatch.setattr(events, "CParser", None)
    assert (outcome(text) == with_c_parser) == (text not in KNOWN_DIFFERENCES)
