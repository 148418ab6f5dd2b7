"""Published command lines of istioctl's kube-inject, run as `meshctl kube-inject` in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.conformance.comparison import difference
from tests.conformance.istio_inject import documents
from tests.conformance.model import Result, checked, read_cases

SET = "istio-inject cli"
FILE = "istio-inject/cli/index.json"


def run(root: Path) -> Iterator[Result]:
    """Every command line below the root."""
    folder = (root / FILE).parent
    for case in read_cases(root / FILE):
        yield checked(SET, case["name"], partial(run_case, case, folder))


def run_case(case: dict[str, Any], folder: Path) -> str | None:
    """What differs from the published output or error; an error must leave standard output empty."""
    done = _kube_inject(case["args"], folder)
    if case["expect_error"]:
        return _check_error(done, case["error_contains"])
    if done.returncode != 0:
        return f"exit status {done.returncode}: {done.stderr}"
    ours, theirs = documents(done.stdout), documents((folder / case["expected"]).read_text("utf-8"))
    if len(ours) != len(theirs):
        return f"ours has {len(ours)} documents, theirs {len(theirs)}"
    return next(filter(None, map(difference, ours, theirs)), None)


def _check_error(done: subprocess.CompletedProcess[str], wanted: str) -> str | None:
    if done.returncode == 0:
        return "expected an error, found none"
    if done.stdout:
        return f"expected nothing on standard output, found {done.stdout[:80]!r}"
    return None if wanted in done.stderr else f"the message lacks {wanted!r}: {done.stderr}"


def _kube_inject(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    # As in the published runs, sidecars are not native: there is no cluster to ask.
    environment = {**os.environ, "ENABLE_NATIVE_SIDECARS": "false", "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "meshctl", "kube-inject", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
