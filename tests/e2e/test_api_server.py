"""The server the other tests rely on is a real one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.error import HTTPError

import pytest

from tests.e2e.toolchain import KUBERNETES_VERSION

if TYPE_CHECKING:
    from tests.e2e.cluster import ApiServer


def test_server_is_the_pinned_version(api_server: ApiServer) -> None:
    assert f'"gitVersion": "{KUBERNETES_VERSION}"'.encode() in api_server.request("/version")


def test_server_refuses_an_invalid_pod(api_server: ApiServer) -> None:
    pod = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"Bad_Name"},"spec":{"containers":[]}}'
    done = api_server.kubectl("create", "--dry-run=server", "-f", "-", stdin=pod, check=False)
    assert done.returncode != 0
    assert "Required value" in done.stderr


def test_server_knows_no_stranger(api_server: ApiServer) -> None:
    stranger = replace(api_server, token="stranger")  # noqa: S106  a token nobody was given
    with pytest.raises(HTTPError, match="401"):
        stranger.request("/api/v1/pods")
