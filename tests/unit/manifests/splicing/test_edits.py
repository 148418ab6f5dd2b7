from __future__ import annotations

import pytest

from meshctl.manifests.splicing.edits import CannotSpliceError, Edit, apply_edits


def test_edits_are_made_in_the_order_of_the_text() -> None:
    edits = [Edit(4, 5, "E"), Edit(0, 1, "A"), Edit(2, 2, "+"), Edit(2, 3, "")]
    assert apply_edits("abcdef", edits) == "Ab+dEf"


def test_insertions_at_one_place_keep_their_order() -> None:
    assert apply_edits("ab", [Edit(1, 1, "1"), Edit(1, 1, "2")]) == "a12b"


def test_a_part_of_the_text_can_be_edited() -> None:
    assert apply_edits("abcdef", [Edit(2, 3, "C")], start=1, end=4) == "bCd"


@pytest.mark.parametrize("edits", [[Edit(0, 2, ""), Edit(1, 3, "")], [Edit(5, 7, "")]])
def test_edits_that_overlap_or_reach_outside_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(CannotSpliceError):
        apply_edits("abcdef", edits)
