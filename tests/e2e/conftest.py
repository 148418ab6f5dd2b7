"""Fixtures of the end-to-end tests: a real API server for the whole run, kubectl bound to it, and Helm.

    def test_something(api_server, kubectl):
        api_server.url, api_server.token, api_server.ca, api_server.kubeconfig     # how to reach it
        kubectl("apply", "--dry-run=server", "-f", path)                           # as the administrator
        api_server.namespace("demo", {"istio-injection": "enabled"})               # with its ServiceAccount

Every test below this folder carries the marker `e2e` and runs by `make e2e` only. Where a program can neither be
found nor built the tests skip and say why; with `E2E_REQUIRED=1`, as in CI, they fail instead.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.cluster import ApiServer, running_api_server
from tests.e2e.toolchain import HELM, Tool, ToolMissingError, locate

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

HERE = Path(__file__).resolve().parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what lies here as `e2e`, and leave it out unless the run asks for it."""
    asked = "e2e" in (config.getoption("markexpr") or "").replace("not e2e", "")
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.e2e)
            if not asked:
                item.add_marker(pytest.mark.skip(reason="starts a real API server; run by `make e2e`"))


def missing(reason: str) -> None:
    """Skip with the reason, or fail with it where the run must not be left out."""
    if os.environ.get("E2E_REQUIRED"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def api_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    try:
        with running_api_server(tmp_path_factory.mktemp("cluster")) as server:
            yield server
    except ToolMissingError as error:
        missing(str(error))


@pytest.fixture(scope="session")
def kubectl(api_server: ApiServer) -> Callable[..., subprocess.CompletedProcess[str]]:
    return api_server.kubectl


@pytest.fixture(scope="session")
def helm() -> Path:
    return _located(HELM)


def _located(tool: Tool) -> Path:
    try:
        return locate(tool)
    except ToolMissingError as error:
        missing(str(error))
        raise
