"""No document and no rule can hang the linter."""

from __future__ import annotations

import re
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from meshctl.analyze.rules.resource import invalid_resource
from meshctl.cli.linting import checking, gathering
from meshctl.cli.linting.time_limit import time_limit
from meshctl.cli.main import main
from meshctl.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: cart}\nspec: {ports: [{name: web, port: 80}]}\n"


@pytest.fixture(autouse=True)
def _in_empty_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(SERVICE, "utf-8")
    monkeypatch.setattr(sys, "argv", ["meshctl", "lint", "a.yaml"])


def _endless(*_arguments: object) -> Iterator[object]:
    while True:
        yield from ()
        time.sleep(0)


def test_a_catastrophic_expression_is_interrupted() -> None:
    with pytest.raises(LimitError, match=r"took longer than 0\.05 s"), time_limit(0.05):
        re.match(r"(a+)+$", "a" * 60 + "b")


def test_the_timer_is_gone_after_the_work() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with time_limit(5):
        pass

    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_other_threads_work_without_a_limit() -> None:
    done: list[bool] = []

    def work() -> None:
        with time_limit(1):
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]


def test_a_resource_that_takes_too_long_is_a_finding_and_rules_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checking, "SECONDS_TO_CHECK_RESOURCE", 0.05)
    monkeypatch.setattr(invalid_resource, "check_resource", _endless)

    assert main() == 1
    out = capsys.readouterr().out
    assert "MSH0001" in out
    assert "took longer than 0.05 s" in out
    assert "IST0118" in out


def test_a_document_that_cannot_be_read_in_time_is_a_finding(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gathering, "SECONDS_TO_READ_DOCUMENT", 0.05)
    monkeypatch.setattr(gathering, "scan_documents", _endless)

    assert main() == 3
    assert "a.yaml:1:1: error MSH0011 took longer than 0.05 s" in capsys.readouterr().out
