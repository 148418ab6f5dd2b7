"""Every registered set of published cases is run by the tests: by a module of its own, one test a row, or here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.conformance import istio_cli, istio_inject, istio_templates
from tests.conformance.__main__ import MODULES
from tests.conformance.istio_tables import TABLES
from tests.conformance.model import read_cases
from tests.shared_data import conformance_root

HERE = ("istio_inject", "istio_cli", "istio_tables")

Check = Callable[[], str | None]


def _checks() -> dict[str, Check]:
    root = conformance_root()
    folder = root / "istio-inject"
    found: dict[str, Check] = {}
    for case in read_cases(folder / "index.json"):
        for templates in (istio_inject.BUILT_IN, istio_inject.PUBLISHED):
            found[f"{case['name']} ({templates})"] = partial(istio_inject.check_case, folder, case, templates)
        if set(case["paths"]) >= {"cli", "webhook"} and not case.get("expect_error"):
            found[f"{case['name']} (CLI = webhook)"] = partial(istio_inject.check_same_pod, folder, case)
    for case in read_cases(root / istio_cli.FILE):
        found[f"cli {case['name']}"] = partial(istio_cli.run_case, case, folder / "cli")
    for case in read_cases(root / istio_templates.FILE):
        found[f"templates {case['name']}"] = partial(istio_templates.run_case, case)
    return found


CHECKS = _checks()


@pytest.mark.skipif(not CHECKS, reason="the published data conformance/istio-inject is not beside this checkout")
@pytest.mark.parametrize("name", CHECKS)
def test_published_injection_case_gives_the_published_pod(name: str) -> None:
    assert CHECKS[name]() is None


def test_every_registered_set_has_its_test() -> None:
    folder = Path(__file__).parent
    own = {path.stem.removeprefix("test_") for path in folder.glob("test_*.py")}
    assert [module for module in MODULES if module not in HERE and module not in own] == []
    covered = {f"test_{name}" for name in own} | {"istio_units", "istio_templates"}
    assert [module for module in TABLES.values() if module not in covered] == []
