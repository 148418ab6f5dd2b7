"""The validating route: single-resource rules of the linter over objects about to be stored."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.webhook.support import client, review


def ask(object_: object, **request: Any) -> dict[str, Any]:
    with client() as (http, _):
        body = json.dumps(review(object_, **request))
        answer = http.post("/validate", body, {"content-type": "application/json"})
    assert answer.status_code == 200
    response: dict[str, Any] = answer.json()["response"]
    return response


def virtual_service(version: str = "v1", **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": f"networking.istio.io/{version}",
        "kind": "VirtualService",
        "metadata": {"name": "shop", "namespace": "shop"},
        "spec": {"hosts": ["shop"], "http": [{"route": [{"destination": {"host": "shop"}}]}], **spec},
    }


def test_good_object_is_allowed() -> None:
    response = ask(virtual_service())
    assert response["allowed"] is True
    assert "warnings" not in response


def test_every_error_is_named_with_code_and_field() -> None:
    response = ask(virtual_service(hosts=[], http=[{"retries": {"attempts": "many"}}]))
    assert response["allowed"] is False
    assert response["status"]["code"] == 400
    assert "attempts" in response["status"]["message"]
    assert response["auditAnnotations"]["findings"].startswith('["')


def test_old_version_is_a_warning() -> None:
    response = ask(virtual_service("v1alpha3"))
    assert response["allowed"] is True
    assert len(response["warnings"]) == 1


@pytest.mark.parametrize("kind", ["ConfigMap", "Pod"])
def test_kinds_of_no_mesh_pass(kind: str) -> None:
    assert ask({"apiVersion": "v1", "kind": kind, "metadata": {"name": "a"}})["allowed"] is True


def test_deletion_passes() -> None:
    assert ask(None, operation="DELETE")["allowed"] is True


def test_request_without_an_object_is_refused() -> None:
    assert ask(None)["allowed"] is False


def test_pod_is_not_patched_here() -> None:
    assert "patch" not in ask({"apiVersion": "v1", "kind": "Pod", "metadata": {}, "spec": {}})
