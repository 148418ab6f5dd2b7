from __future__ import annotations

import re
import signal
from typing import TYPE_CHECKING, Any

import pytest

from meshctl.analyze.schema import known_kinds
from meshctl.analyze.schema.kinds import table_nodes
from tools.crd_tables.re2 import UnsupportedPatternError, to_python

if TYPE_CHECKING:
    from collections.abc import Iterator

_HANG_S = 5.0


@pytest.mark.parametrize(
    ("go", "found", "missed"),
    [
        ("^a$", ["a"], ["a\n", "b"]),
        (r"^\d+\z", ["12"], ["١٢", "12\n"]),
        (r"^\w\s$", ["a "], ["é ", "a\u00a0"]),
        (r"^[\d_]+$", ["1_"], ["٣"]),
        (r"^\D$", ["٣"], ["3"]),
        ("^(?i)ab$", ["AB", "ab"], ["abc"]),
        ("(x(?i)a)b", ["xAb"], ["xaB"]),
        (r"^[[&~|-]+$", ["[&~|-"], ["a"]),
        (r"^[]a]$", ["]", "a"], ["b"]),
        (r"^[^/]\x60$", ["a`"], ["/`"]),
    ],
)
def test_a_pattern_finds_what_go_finds(go: str, found: list[str], missed: list[str]) -> None:
    pattern = re.compile(to_python(go))
    assert [text for text in found if pattern.search(text) is None] == []
    assert [text for text in missed if pattern.search(text) is not None] == []


@pytest.mark.parametrize("go", [r"\pL", r"[[:alpha:]]", r"\Qa\E", "(?i)a|b", r"[\D]"])
def test_a_pattern_that_cannot_be_rewritten_stops_the_build(go: str) -> None:
    with pytest.raises(UnsupportedPatternError):
        to_python(go)


def test_a_header_value_is_read_without_trying_every_cut() -> None:
    original, rewritten = r"^[!-~]+([\t ]?[!-~]+)*$", re.compile(to_python(r"^[!-~]+([\t ]?[!-~]+)*$"))
    short = ["a", "ab", "a b", "a\tb c", "a  b", " a", "a ", "", "é", "a é"]
    plain = re.compile(original.replace("$", r"\Z"))
    assert [bool(rewritten.search(text)) for text in short] == [bool(plain.search(text)) for text in short]


def _patterns() -> Iterator[tuple[str, int]]:
    for kind in known_kinds():
        for node in table_nodes(kind):
            if "pattern" in node:
                yield node["pattern"], node.get("maxLength", 100_000)


@pytest.mark.parametrize(("pattern", "longest"), sorted(set(_patterns())))
def test_no_packaged_pattern_hangs_on_a_long_text_that_nearly_matches(pattern: str, longest: int) -> None:
    search = re.compile(pattern).search

    def give_up(*_: Any) -> None:
        raise TimeoutError(pattern)

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, _HANG_S)
    try:
        for part in ("a", "a.", "a-", "a/", "A", "0", "a ", "1h", "%41", "http://a.", "a:", "x/y."):
            for end in ("", "\x00", "!", "-", ".", "é", "\n"):
                search((part * longest)[: longest - len(end)] + end)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
