from __future__ import annotations

from typing import Any

from meshctl.injection.settle import settle

APP: dict[str, Any] = {"name": "app", "resources": {"limits": {"cpu": "2000m"}}}


def _pod(**spec: Any) -> dict[str, Any]:
    return {"spec": {"containers": [APP], **spec}}


def test_a_struct_that_only_the_template_wrote_becomes_canonical_as_a_whole() -> None:
    written = {"runAsUser": 7.0, "fsGroup": None, "seLinuxOptions": {"level": "s0", "user": None}}
    settled = settle(_pod(securityContext=written), _pod())
    assert settled["spec"]["securityContext"] == {"runAsUser": 7, "seLinuxOptions": {"level": "s0"}}
    assert isinstance(settled["spec"]["securityContext"]["runAsUser"], int)


def test_a_container_that_only_the_template_wrote_becomes_canonical_as_a_whole() -> None:
    proxy = {"name": "proxy", "resources": {"limits": {"cpu": "1000m"}, "requests": None}, "tty": None}
    settled = settle({"spec": {"containers": [APP, proxy]}}, _pod())
    assert settled["spec"]["containers"] == [APP, {"name": "proxy", "resources": {"limits": {"cpu": "1"}}}]


def test_what_the_user_wrote_keeps_its_spelling_beside_what_the_template_added() -> None:
    merged = {**APP, "livenessProbe": {"periodSeconds": 3, "httpGet": None}}
    settled = settle({"spec": {"containers": [merged]}}, _pod())
    assert settled["spec"]["containers"] == [{**APP, "livenessProbe": {"periodSeconds": 3}}]


def test_fields_that_kubernetes_does_not_know_pass_as_they_are() -> None:
    settled = settle(_pod(future={"a": None}), _pod())
    assert settled["spec"]["future"] == {"a": None}
