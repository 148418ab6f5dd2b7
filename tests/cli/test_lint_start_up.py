"""What `meshctl lint` must not load: a hook pays for every module at every commit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROUTES = """\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart}
spec:
  hosts: [cart]
  http: [{route: [{destination: {host: cart, subset: v11}}]}]
"""
# Loads what `lint` loads and prints its modules.
PROGRAM = """\
import sys
from meshctl.cli.main import main
sys.argv = ["meshctl", "lint", "routes.yaml"]
status = main()
print("MODULES", *sys.modules)
sys.exit(status)
"""
SLOW = (
    *("pydantic", "fastapi", "uvicorn", "prometheus_client", "kubernetes", "cryptography", "orjson", "httpx"),
    *("jsonschema", "jsonpatch", "celpy", "rich", "pathspec", "asyncio", "concurrent.futures", "multiprocessing"),
    *("importlib.metadata", "importlib.resources", "email", "http", "ssl", "tomllib", "unittest", "xml", "logging"),
)
OTHER_COMMANDS = (
    *("meshctl.injection", "meshctl.gotemplate", "meshctl.offline", "meshctl.intercept", "meshctl.cluster"),
    *("meshctl.k8s.strategic_merge", "meshctl.k8s.schema", "meshctl.mesh.convert", "meshctl.mesh.istio.mesh_config"),
    *("meshctl.manifests.changes", "meshctl.manifests.splicing", "meshctl.analyze.catalogue", "webhook"),
    *("meshctl.report.sarif", "meshctl.report.junit", "meshctl.report.gitlab"),
)
OTHER_SUBJECTS = ("annotations", "gateway", "gateway_api", "service", "workload", "telemetry", "authorization")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder: Path = tmp_path_factory.mktemp("lint")
    (folder / ".git").mkdir()
    (folder / "routes.yaml").write_text(ROUTES, "utf-8")
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=folder, check=True, capture_output=True, text=True)
    assert "info IST0101" in done.stdout
    modules = done.stdout.rpartition("MODULES ")[2].split()
    assert "meshctl.cli.linting.command" in modules
    return modules


def _below(packages: tuple[str, ...], modules: list[str]) -> list[str]:
    return [name for name in modules if any(name == each or name.startswith(f"{each}.") for each in packages)]


def test_one_file_loads_no_slow_library(loaded: list[str]) -> None:
    assert _below(SLOW, loaded) == []


def test_one_file_loads_nothing_of_other_commands_and_formats(loaded: list[str]) -> None:
    assert _below(OTHER_COMMANDS, loaded) == []


def test_a_route_loads_no_rules_about_other_kinds(loaded: list[str]) -> None:
    assert _below(tuple(f"meshctl.analyze.rules.{name}" for name in OTHER_SUBJECTS), loaded) == []
