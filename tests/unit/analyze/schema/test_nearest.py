from __future__ import annotations

import pytest

from meshctl.analyze.schema.nearest import edit_distance, nearest_name

_KNOWN = ("hosts", "host", "gateways", "http", "matchLabels", "mirror_percent", "mirrorPercent", "to", "tls", "tcp")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("gatways", "gateways"),
        ("gatewasy", "gateways"),
        ("matchlabels", "matchLabels"),
        ("match_labels", "matchLabels"),
        ("htpp", "http"),
        ("Hosts", "hosts"),
        ("destination", None),
        ("foo", None),
        ("x", None),
        ("", None),
        ("g" * 5000, None),
    ],
)
def test_the_near_name_is_found_and_a_far_one_is_not(written: str, meant: str | None) -> None:
    assert nearest_name(written, _KNOWN) == meant


def test_two_equally_near_names_are_no_suggestion() -> None:
    assert nearest_name("tl", ("tls", "tlx")) is None
    assert nearest_name("mirrorpercent", _KNOWN) is None


@pytest.mark.parametrize(
    ("left", "right", "edits"),
    [("", "abc", 3), ("abc", "acb", 1), ("abc", "abd", 1), ("abc", "ab", 1), ("ca", "abc", 3), ("route", "route", 0)],
)
def test_edits_count_swapped_neighbours_once(left: str, right: str, edits: int) -> None:
    assert edit_distance(left, right) == edits == edit_distance(right, left)
