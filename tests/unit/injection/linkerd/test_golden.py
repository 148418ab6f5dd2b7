"""Whole manifests with the Linkerd proxy in them, reviewed as diffs.

`<case>.flags` holds `--set` assignments and switches, one a line. `REFRESH_GOLDEN=1` writes the results anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from meshctl.injection.linkerd.settings import LinkerdSettings
from meshctl.manifests.sources import Source, read_source
from meshctl.offline.session import run_source
from meshctl.offline.uninject import uninject_source
from tests.unit.injection.linkerd.control_plane import linkerd_settings

GOLDEN = Path(__file__).parents[3] / "golden" / "inject" / "linkerd"
CASES = sorted(path.stem for path in GOLDEN.glob("*.yaml") if not path.stem.endswith(".injected"))


def _settings(case: str) -> LinkerdSettings:
    path = GOLDEN / f"{case}.flags"
    flags = path.read_text("utf-8").split("\n") if path.exists() else []
    switches = {flag: True for flag in flags if flag and "=" not in flag}
    return linkerd_settings(*(flag for flag in flags if "=" in flag), **switches)


@pytest.mark.parametrize("case", CASES)
def test_the_injected_manifest_is_the_golden_one(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meshctl.offline.families.__version__", "1.0.0")
    found = run_source(read_source(str(GOLDEN / f"{case}.yaml")), _settings(case)).text
    golden = GOLDEN / f"{case}.injected.yaml"
    if os.environ.get("REFRESH_GOLDEN"):
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8")
    assert run_source(Source(name=case, text=found), _settings(case)).text == found


@pytest.mark.parametrize("case", ["native", "cni"])
def test_removing_the_proxy_by_its_names_gives_the_original_text(case: str) -> None:
    injected = read_source(str(GOLDEN / f"{case}.injected.yaml"))
    assert uninject_source(injected, families=("linkerd",)).text == (GOLDEN / f"{case}.yaml").read_text("utf-8")


def test_what_flags_wrote_as_annotations_stays_when_the_proxy_goes() -> None:
    found = uninject_source(read_source(str(GOLDEN / "classic.injected.yaml")), families=("linkerd",)).text
    added = set(found.splitlines()) - set((GOLDEN / "classic.yaml").read_text("utf-8").splitlines())
    assert {line.strip() for line in added} == {
        'config.alpha.linkerd.io/proxy-wait-before-exit-seconds: "20"',
        'config.linkerd.io/enable-debug-sidecar: "true"',
        'config.linkerd.io/proxy-enable-native-sidecar: "false"',
    }


def test_every_golden_file_belongs_to_a_case() -> None:
    results = {path.name.removesuffix(".injected.yaml") for path in GOLDEN.glob("*.injected.yaml")}
    assert results == set(CASES)
    assert {path.stem for path in GOLDEN.glob("*.flags")} <= set(CASES)
