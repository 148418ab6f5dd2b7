"""Published tables of single decisions and helpers, one set a table file."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Final

from tests.conformance.model import Result, checked, read_cases

# The set's name, and the module with `FILE` and `run_case(case)` for one row.
TABLES: Final = {
    "istio-inject policy": "test_istio_policy",
    "istio-inject annotations": "test_istio_annotations",
    "istio-inject probes": "test_istio_probes",
    "istio-inject units": "istio_units",
    "istio-inject templates": "istio_templates",
    "istio-inject webhook selection": "test_istio_webhook_selection",
}


def run(root: Path) -> Iterator[Result]:
    """Every row of every table below the root."""
    for name, module in TABLES.items():
        table = import_module(f"tests.conformance.{module}")
        for index, case in enumerate(read_cases(root / table.FILE)):
            yield checked(name, _label(case, index), partial(table.run_case, case))


def _label(case: dict[str, object], index: int) -> str:
    return " ".join(str(part) for part in (case.get("table", ""), case.get("name", ""), index) if part != "")
