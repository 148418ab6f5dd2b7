"""The one known name that a misspelt one is near."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest_name(wrong: str, known: Iterable[str]) -> str | None:
    """The known name closest to `wrong`, None if none is close or two are equally close."""
    from difflib import SequenceMatcher  # 5 ms that only findings need

    scored = sorted(
        ((SequenceMatcher(None, wrong.lower(), name.lower()).ratio(), name) for name in known), reverse=True
    )
    if not scored or scored[0][0] < 0.75:
        return None
    if len(scored) > 1 and scored[0][0] - scored[1][0] < 0.02:
        return None
    return scored[0][1]


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """` Did you mean X?` with a leading blank, or nothing."""
    near = nearest_name(wrong, known)
    return f" Did you mean {near}?" if near else ""
