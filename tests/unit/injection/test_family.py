"""A mesh family is three folders and one line in the table: shown with one that is not in the tree."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import meshctl.injection
import meshctl.mesh
from meshctl import template_files
from meshctl.cli.main import main
from meshctl.errors import UsageError
from meshctl.injection.family import FAMILIES, family

TOY = Path(__file__).resolve().parents[2] / "data" / "toy_family"
MANIFEST = """\
# kept
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata:
      annotations: {toy.example.org/wanted: "yes"}
    spec:
      containers:
      - name: app
        image: app:1
"""


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The toy family's three folders on their paths, and its line in the table; the folder of one manifest."""
    shutil.copytree(template_files.templates_folder(), tmp_path / "templates")
    shutil.copytree(TOY / "templates", tmp_path / "templates", dirs_exist_ok=True)
    monkeypatch.setattr(template_files, "templates_folder", lambda: tmp_path / "templates")
    monkeypatch.setattr(meshctl.injection, "__path__", [*meshctl.injection.__path__, str(TOY / "injection")])
    monkeypatch.setattr(meshctl.mesh, "__path__", [*meshctl.mesh.__path__, str(TOY / "mesh")])
    monkeypatch.setitem(FAMILIES, "toy", "meshctl.injection.toy.family:TOY")
    monkeypatch.setenv("MESHCTL_CACHE", "off")
    (tmp_path / "web.yaml").write_text(MANIFEST)
    yield tmp_path
    for name in [name for name in sys.modules if ".toy" in name]:
        del sys.modules[name]


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["meshctl", *arguments])
    return main()


def test_every_command_serves_a_family_registered_by_one_line(
    toy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(toy / "web.yaml")
    assert _run(monkeypatch, "kube-inject", "--family", "toy", "--set", "image=toy:2", "-f", path, "--in-place") == 0
    injected = (toy / "web.yaml").read_text()
    assert "- name: toy\n" in injected
    assert "image: toy:2\n" in injected
    assert injected.startswith("# kept\n")
    assert _run(monkeypatch, "uninject", "-f", path, "--in-place") == 0
    assert (toy / "web.yaml").read_text() == MANIFEST
    capsys.readouterr()
    assert _run(monkeypatch, "explain", "--family", "toy", "-f", path) == 0
    told = capsys.readouterr().out
    assert "because the pod asks for it" in told
    assert "from values image" in told
    assert _run(monkeypatch, "templates", "list", "--family", "toy") == 0
    assert capsys.readouterr().out == "sidecar  the toy beside an application.\n"


def test_the_toy_is_removed_by_its_traces_and_claims_its_pods(
    toy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(toy / "web.yaml")
    assert _run(monkeypatch, "kube-inject", "--family", "toy", "-f", path, "-o", path) == 0
    assert _run(monkeypatch, "uninject", "--family", "toy", "-f", path, "--in-place", "--report", "text") == 0
    assert "uninjected: container toy" in capsys.readouterr().err
    assert (toy / "web.yaml").read_text() == MANIFEST
    (toy / "namespace.yaml").write_text(
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: default, labels: {istio-injection: enabled}}\n"
    )
    assert _run(monkeypatch, "coexist", "-f", path, "-f", str(toy / "namespace.yaml")) == 1
    assert "Deployment default/web would be injected by istio and toy\n" in capsys.readouterr().out


def test_an_unknown_family_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="unknown mesh family 'nope'; use one of "):
        family("nope")
