"""Every recorded Linkerd case and table row gives what was published."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import pytest

from tests.conformance import linkerd_inject
from tests.conformance.model import read_cases
from tests.shared_data import conformance_root

Check = Callable[[], str | None]


def _checks() -> dict[str, Check]:
    folder = conformance_root() / "linkerd-inject"
    found: dict[str, Check] = {
        case["name"]: partial(linkerd_inject.check_case, folder, case) for case in read_cases(folder / "index.json")
    }
    path = folder / "tables.json"
    for table, rows in (json.loads(path.read_text("utf-8"))["tables"] if path.exists() else {}).items():
        for index, row in enumerate(rows):
            found[f"{table}-{index}"] = partial(linkerd_inject.check_row, folder, table, row)
    return found


CHECKS = _checks()


@pytest.mark.skipif(not CHECKS, reason="the published data conformance/linkerd-inject is not beside this checkout")
@pytest.mark.parametrize("name", CHECKS)
def test_published_linkerd_case_gives_the_published_answer(name: str) -> None:
    assert CHECKS[name]() is None
