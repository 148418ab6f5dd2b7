"""Localities REGION[/ZONE[/SUBZONE]] and lists of them that must not overlap.

Source: istio/istio pkg/config/validation/agent/validation.go validateLocalities.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.violation import Fault, quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

EXPECTED = "REGION, REGION/ZONE or REGION/ZONE/SUBZONE; the last part may be *"


def locality(text: str) -> Fault | None:
    """Why `text` is not a locality."""
    if "*" in text[:-1]:
        return Fault(f"{quote(text)} holds a * before its end", EXPECTED)
    if not all(text.split("/", 2)):
        return Fault(f"{quote(text)} has an empty part", EXPECTED)
    return None


def overlaps(texts: Sequence[str]) -> Iterator[tuple[int, Fault]]:
    """Index and fault of each locality that an earlier one of the list equals or covers.

    A bare REGION or REGION/ZONE after an entry below it is refused too; the same written with `*` passes.
    """
    earlier: list[tuple[str, ...]] = []
    for index, text in enumerate(texts):
        parts = tuple(text.split("/", 2))
        clash = next((other for other in earlier if _clash(other, parts)), None)
        if clash is not None:
            yield index, Fault(f"{quote(text)} overlaps {quote('/'.join(clash))}", "localities that share no endpoint")
        earlier.append(parts)


def _clash(earlier: tuple[str, ...], later: tuple[str, ...]) -> bool:
    covering = earlier[:-1] if earlier[-1] == "*" else earlier
    if later[: len(covering)] == covering:
        return True
    return later[-1] != "*" and earlier[: len(later)] == later
