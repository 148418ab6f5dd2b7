"""The script of the GitHub Action, run as the runner would run it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from meshctl.manifests.documents import read_documents
from meshctl.manifests.sources import read_source

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
BAD = "apiVersion: v1\nkind: Service\nmetadata: {name: cart}\nspec: {ports: [{name: web, port: 80}]}\n"

pytestmark = pytest.mark.skipif(
    shutil.which("bash") is None or not (BIN / "meshctl").exists(), reason="needs bash, and meshctl beside this Python"
)


def action() -> Any:
    [document] = read_documents(read_source(str(ROOT / "action.yml")))
    return document.value


def lint(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The last step, with the inputs given and the defaults of the others."""
    described = action()
    step = described["runs"]["steps"][-1]
    values = {name: inputs.get(name.replace("-", "_"), each["default"]) for name, each in described["inputs"].items()}
    expressions = {f"${{{{ inputs.{name} }}}}": value for name, value in values.items()}
    environment = {name: expressions[value] for name, value in step["env"].items()}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env={**os.environ, **environment, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text(BAD, "utf-8")
    return tmp_path


def test_findings_are_annotations_and_fail_the_step(folder: Path) -> None:
    done = lint(folder, paths="one two")

    assert done.returncode == 1
    assert done.stdout.count("::warning file=") == 2
    assert "three" not in done.stdout


def test_inputs_become_flags(folder: Path) -> None:
    done = lint(folder, fail_on="error", sarif_file="out.sarif", args="--select IST0150", complete="true")

    assert done.returncode == 0, done.stderr
    assert json.loads((folder / "out.sarif").read_text("utf-8"))["runs"][0]["results"] == []


def test_an_input_is_never_run_as_a_command(folder: Path) -> None:
    done = lint(folder, paths="one; touch pwned $(touch pwned)", fail_on="$(touch pwned)")

    assert done.returncode != 0
    assert not (folder / "pwned").exists()
