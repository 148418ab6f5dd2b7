"""What taking an injection away by its traces gives: a manifest, what was removed, what could not be restored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """`manifest` is the input itself when nothing was removed; `removed` and `lost` are sentences without an end."""

    manifest: dict[str, Any]
    removed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
