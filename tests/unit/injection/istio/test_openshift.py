from __future__ import annotations

from typing import Any

import pytest

from meshctl.injection.istio.openshift import GROUPS, UID_RANGE, ProxyIds, proxy_ids, without_stamped_ids


@pytest.mark.parametrize(
    ("annotations", "uid", "gid"),
    [
        ({}, 1337, 1337),
        ({UID_RANGE: "1000620000/10000"}, 1000629999, 1000629999),
        ({UID_RANGE: "1000-1999"}, 1999, 1999),
        ({UID_RANGE: "1000/10", GROUPS: "2000/10,3000/10"}, 1009, 2009),
        ({UID_RANGE: "1000/10", GROUPS: "2000-2005"}, 1009, 2005),
        ({UID_RANGE: "1000/10", GROUPS: "bad"}, 1009, 1337),
        ({UID_RANGE: "bad", GROUPS: "2000/10"}, 1337, 2009),
        ({UID_RANGE: "1000/"}, 1337, 1337),
    ],
)
def test_ids_are_the_last_of_the_namespaces_blocks(annotations: dict[str, str], uid: int, gid: int) -> None:
    assert proxy_ids(annotations) == ProxyIds(uid=uid, gid=gid)


def container(name: str, user: int | None = None, **more: Any) -> dict[str, Any]:
    return {"name": name, "securityContext": {**({} if user is None else {"runAsUser": user}), **more}}


def freed(**spec: Any) -> Any:
    found: Any = without_stamped_ids({"spec": spec})  # type: ignore[typeddict-item]
    return [each.get("securityContext") for heading in spec for each in found["spec"][heading]]


def test_ids_that_are_merely_the_applications_are_taken_off_the_proxy() -> None:
    proxy = container("istio-proxy", 7, runAsGroup=8, readOnlyRootFilesystem=True)
    assert freed(containers=[container("app", 7), proxy]) == [{"runAsUser": 7}, {"readOnlyRootFilesystem": True}]


def test_a_native_proxy_is_found_too() -> None:
    assert freed(containers=[container("app", 7)], initContainers=[container("istio-proxy", 7)])[-1] == {}


def test_ids_of_its_own_stay() -> None:
    assert freed(containers=[container("app", 7), container("istio-proxy", 9)]) == [{"runAsUser": 7}, {"runAsUser": 9}]


def test_injected_containers_are_not_the_application() -> None:
    given = [container("app", 7), container("istio-init", 0), container("istio-validation", 5)]
    assert freed(initContainers=given[1:], containers=[given[0], container("istio-proxy", 7)])[-1] == {}


def test_an_injected_init_container_does_not_hide_the_applications_user() -> None:
    init = [container("own", 7), container("istio-validation", 5)]
    assert freed(initContainers=init, containers=[{"name": "app"}, container("istio-proxy", 7)])[-1] == {}


def test_the_last_container_with_a_security_context_speaks_for_the_application() -> None:
    apps = [container("a", 7), {"name": "b"}, container("c", 9)]
    assert freed(containers=[*apps, container("istio-proxy", 9)])[-1] == {}
    assert freed(containers=[*apps, container("istio-proxy", 7)])[-1] == {"runAsUser": 7}


def test_no_user_counts_as_zero() -> None:
    assert freed(containers=[{"name": "app"}, container("istio-proxy", 0, runAsGroup=3)])[-1] == {}


def test_a_proxy_without_security_context_is_left_alone() -> None:
    given: Any = {"spec": {"containers": [container("app", 7), {"name": "istio-proxy"}]}}
    assert without_stamped_ids(given) is given
