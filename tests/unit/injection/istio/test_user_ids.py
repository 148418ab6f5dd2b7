from __future__ import annotations

from typing import Any

import pytest

from meshctl.injection.istio.user_ids import align_user_ids

ARGUMENTS = ["istio-iptables", "-u", "1337", "-m", "REDIRECT", "-u", "9"]


def pod(redirector: str = "istio-init", mode: str | None = None, args: list[str] | None = None) -> Any:
    annotations = {} if mode is None else {"sidecar.istio.io/interceptionMode": mode}
    init = {"name": redirector, "args": ARGUMENTS if args is None else args, "securityContext": {"runAsUser": 0}}
    proxy = {"name": "istio-proxy", "securityContext": {"runAsUser": 1, "runAsGroup": 2}}
    return {"metadata": {"annotations": annotations}, "spec": {"initContainers": [init], "containers": [proxy]}}


def original(heading: str = "containers", **ids: Any) -> Any:
    return {"spec": {heading: [{"name": "istio-proxy", "securityContext": ids}]}}


def _user_argument(found: Any) -> str:
    arguments: list[str] = found["spec"]["initContainers"][0]["args"]
    return arguments[arguments.index("-u") + 1]


def _proxy_ids(found: Any) -> Any:
    return found["spec"]["containers"][0]["securityContext"]


@pytest.mark.parametrize("heading", ["containers", "initContainers"])
def test_the_redirect_exempts_the_users_user(heading: str) -> None:
    found: Any = align_user_ids(pod(), original(heading, runAsUser=1234), interception_mode="REDIRECT")
    assert found["spec"]["initContainers"][0]["args"] == ["istio-iptables", "-u", "1234", "-m", "REDIRECT", "-u", "9"]
    assert found["spec"]["initContainers"][0]["securityContext"] == {"runAsUser": 0}
    assert _proxy_ids(found) == {"runAsUser": 1, "runAsGroup": 2}


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ({"runAsUser": 5}, {"runAsUser": 5}),
        ({"runAsGroup": 6}, {"runAsUser": 0, "runAsGroup": 6}),
        ({"runAsUser": 5, "runAsGroup": 6}, {"runAsUser": 5, "runAsGroup": 6}),
        ({"runAsUser": 0}, {"runAsUser": 0}),
    ],
)
def test_the_check_of_a_cni_plugin_runs_as_the_users_ids(ids: dict[str, int], expected: dict[str, int]) -> None:
    found: Any = align_user_ids(pod("istio-validation"), original("containers", **ids), interception_mode="REDIRECT")
    assert found["spec"]["initContainers"][0]["securityContext"] == expected


@pytest.mark.parametrize(("config", "annotation"), [("TPROXY", None), ("REDIRECT", "TPROXY"), ("TPROXY", "REDIRECT")])
@pytest.mark.parametrize("redirector", ["istio-init", "istio-validation"])
def test_a_transparent_proxy_runs_as_root_whatever_the_user_says(
    config: str, annotation: str | None, redirector: str
) -> None:
    given = pod(redirector, annotation)
    found: Any = align_user_ids(given, original(runAsUser=5, runAsGroup=6), interception_mode=config)
    assert _proxy_ids(found) == {"runAsUser": 0, "runAsGroup": 2}
    assert found["spec"]["initContainers"][0]["securityContext"] == {"runAsUser": 0}
    assert _user_argument(found) == "5"
    assert _proxy_ids(given) == {"runAsUser": 1, "runAsGroup": 2}


def test_a_group_alone_does_not_make_a_transparent_proxy_root() -> None:
    found = align_user_ids(pod(), original(runAsGroup=6), interception_mode="TPROXY")
    assert _proxy_ids(found) == {"runAsUser": 1, "runAsGroup": 2}


@pytest.mark.parametrize("arguments", [[], ["a"], ["-u"]])
def test_without_a_user_argument_there_is_nothing_to_set(arguments: list[str]) -> None:
    found: Any = align_user_ids(pod(args=arguments), original(runAsUser=5), interception_mode="REDIRECT")
    assert found["spec"]["initContainers"][0]["args"] == arguments


def test_user_zero_leaves_the_argument() -> None:
    assert _user_argument(align_user_ids(pod(), original(runAsUser=0), interception_mode="REDIRECT")) == "1337"


@pytest.mark.parametrize("own", [{}, {"spec": {}}, original(), {"spec": {"containers": [{"name": "istio-proxy"}]}}])
def test_without_ids_of_the_users_nothing_changes(own: Any) -> None:
    given = pod()
    assert align_user_ids(given, own, interception_mode="TPROXY") is given


def test_without_a_redirect_nothing_changes() -> None:
    given = pod("other")
    assert align_user_ids(given, original(runAsUser=5), interception_mode="TPROXY") is given


def test_istio_init_comes_before_istio_validation() -> None:
    given = pod("istio-validation")
    given["spec"]["initContainers"].append({"name": "istio-init", "args": ["-u", "1"]})
    found: Any = align_user_ids(given, original(runAsUser=5), interception_mode="REDIRECT")
    assert [each["args"] for each in found["spec"]["initContainers"]] == [ARGUMENTS, ["-u", "5"]]
