from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[[str], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Puts a text into a file and gives its path."""

    def put(text: str) -> str:
        path = tmp_path / f"file-{len(list(tmp_path.iterdir()))}.yaml"
        path.write_text(text, "utf-8")
        return str(path)

    return put
