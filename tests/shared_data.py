"""Where published cases lie, for tests that compare with them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parent.parent
SHARED = _ROOT.parent / "shared"


def conformance_root() -> Path:
    """The folder with one folder a set: `CONFORMANCE` if it is set, else the one beside the checkout."""
    named = os.environ.get("CONFORMANCE")
    return Path(named) if named else SHARED / "conformance"


def shared_path(relative: str) -> Path:
    """A file or folder of the published data, e.g. `conformance/istio-inject`; skips the test where it is absent."""
    head, _, rest = relative.partition("/")
    path = conformance_root() / rest if head == "conformance" else SHARED / relative
    if not path.exists():
        pytest.skip(f"the published data {relative} is not beside this checkout")
    return path
