"""Each input here gives, byte for byte, the text beside it: on the command line, and as a pod in the webhook.

`GOLDENS=write pytest tests/golden/inject` writes them anew; the difference is for people to review.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from meshctl.injection.engine import inject
from meshctl.injection.istio.settings import IstioSettings
from meshctl.injection.request import Request, Workload
from meshctl.manifests.sources import read_source
from meshctl.offline.configuration import ConfigOptions, load_settings
from meshctl.offline.session import run_source
from tests.conformance.comparison import difference
from tests.conformance.istio_inject import documents

FOLDER = Path(__file__).parent / "istio"
PARTS = (".injected.yaml", ".values.yaml", ".mesh.yaml")
CASES = sorted(path.stem for path in FOLDER.glob("*.yaml") if not path.name.endswith(PARTS))


def _settings(case: str) -> IstioSettings:
    files = {part: FOLDER / f"{case}.{part}.yaml" for part in ("values", "mesh")}
    given = {part: str(path) if path.exists() else None for part, path in files.items()}
    return load_settings(
        ConfigOptions(values_file=given["values"], mesh_config_file=given["mesh"], native_sidecars=True)
    )


@pytest.mark.parametrize("case", CASES)
def test_an_input_gives_the_text_beside_it(case: str) -> None:
    expected = FOLDER / f"{case}.injected.yaml"
    text = run_source(read_source(str(FOLDER / f"{case}.yaml")), _settings(case)).text
    if os.environ.get("GOLDENS") == "write":
        expected.write_text(text, "utf-8")
    assert text == expected.read_text("utf-8")


# NB: not where the user wrote a container of an injected name, nor where a network moves the environment: there a
# second run differs, as upstream's does (tests/property/test_injection.py).
@pytest.mark.parametrize("case", ["identity", "workloads"])
def test_a_second_run_gives_the_same_text(case: str) -> None:
    once = read_source(str(FOLDER / f"{case}.injected.yaml"))
    assert run_source(once, _settings(case)).text == once.text


@pytest.mark.parametrize("case", CASES)
def test_the_webhook_gives_a_pod_the_same_sidecar(case: str) -> None:
    inputs = documents((FOLDER / f"{case}.yaml").read_text("utf-8"))
    outputs = documents((FOLDER / f"{case}.injected.yaml").read_text("utf-8"))
    for before, after in zip(inputs, outputs, strict=True):
        if before["kind"] == "Pod":
            assert difference(_admitted(before, _settings(case)), after) is None


def _admitted(pod: Any, settings: IstioSettings) -> Any:
    workload = Workload(name=pod["metadata"]["name"])
    return inject(Request(pod=pod, workload=workload, front_end="webhook"), settings).pod


def test_no_golden_is_an_orphan() -> None:
    names = {path.name for path in FOLDER.iterdir()}
    wanted = {f"{case}{part}" for case in CASES for part in (".yaml", *PARTS)}
    assert names <= wanted
    assert {f"{case}.injected.yaml" for case in CASES} <= names
