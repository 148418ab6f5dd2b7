"""Places in template texts, for messages: kept with a compiled template, so this loads without the compiler."""

from __future__ import annotations

from typing import NamedTuple

from meshctl.errors import Place


class Spot(NamedTuple):
    """Where a line of generated source comes from: which text, which characters, which function is called there."""

    source: int
    start: int
    end: int
    function: str
    template: str


def place_of(name: str, text: str, offset: int) -> Place:
    """The place of a character of a template."""
    line = text.count("\n", 0, offset) + 1
    return Place(name, line, offset - text.rfind("\n", 0, offset))
