from __future__ import annotations

from meshctl.manifests.splicing.layout import Entry
from meshctl.manifests.splicing.moved import Moved, MovedItems


def _entry(start: int) -> Entry:
    return Entry(step=0, start=start, owner_end=start + 1, value_start=start + 2, value_end=start + 9)


APP, OTHER = {"name": "app", "image": "a"}, {"name": "app", "image": "b"}


def test_an_item_that_went_by_its_content_is_not_given_again_by_its_name() -> None:
    moved = MovedItems()
    moved.offer(APP, _entry(10))
    assert moved.take(APP) == Moved(APP, _entry(10))
    assert moved.take(OTHER) is None


def test_an_item_that_went_by_its_name_is_not_given_again_by_its_content() -> None:
    moved = MovedItems()
    moved.offer(APP, _entry(10))
    assert moved.take(OTHER) == Moved(APP, _entry(10))
    assert moved.take(APP) is None


def test_equal_items_are_given_one_after_the_other_and_content_comes_before_name() -> None:
    moved = MovedItems()
    for item, start in ((APP, 10), (OTHER, 20), (OTHER, 30)):
        moved.offer(item, _entry(start))
    assert [found.entry.start if (found := moved.take(OTHER)) else None for _ in range(4)] == [20, 30, 10, None]
