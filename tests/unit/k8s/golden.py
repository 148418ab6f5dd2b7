"""The recorded answers of Kubernetes's Go libraries; `tests/golden/k8s/record.py` writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parents[2] / "golden" / "k8s"


def load(name: str, label: Callable[[dict[str, Any]], str]) -> list[Any]:
    """The rows of one file as parameters, each with a readable id."""
    rows = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(row, id=label(row)) for row in rows]
