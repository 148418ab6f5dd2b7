"""Kept answers: replicas get what the engine would have given each of them, and nobody gets somebody else's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.webhook.support import SmallInjector, pod
from webhook.answer_cache import AnswerCache, question
from webhook.configuration import Injector, load_configuration
from webhook.responses import allowed, patched
from webhook.routes.inject import InjectHandler
from webhook.settings import Settings


def replica(token: str, **metadata: Any) -> dict[str, Any]:
    """A pod as it arrives: the API server has added the volume with the token."""
    made = pod(generateName="shop-6d4f-", labels={"app": "shop"}, **metadata)
    made["spec"]["volumes"] = [{"name": token, "projected": {"sources": []}}]
    made["spec"]["containers"][0]["volumeMounts"] = [{"name": token, "mountPath": "/var/run/secrets"}]
    return made


def request(made: dict[str, Any], namespace: str = "shop") -> Any:
    return {"uid": "u", "namespace": namespace, "object": made}


@pytest.fixture(scope="module")
def injector() -> Injector:
    return load_configuration({}, Settings())


def test_replicas_get_what_the_engine_gives_each_of_them(injector: Injector) -> None:
    kept = InjectHandler(lambda: injector)
    for token in ("kube-api-access-abcde", "kube-api-access-12345", "kube-api-access-zzzzz"):
        asked = request(replica(token))
        assert kept(asked, "/inject") == InjectHandler(lambda: injector)(asked, "/inject")


def test_second_replica_does_not_reach_the_engine() -> None:
    small = SmallInjector()
    handler = InjectHandler(lambda: small)
    for token in ("kube-api-access-abcde", "kube-api-access-12345"):
        handler(request(replica(token)), "/inject")
    assert len(small.seen) == 1


@pytest.mark.parametrize(
    ("other", "namespace", "path"),
    [
        (replica("kube-api-access-abcde", annotations={"a": "b"}), "shop", "/inject"),
        (replica("kube-api-access-abcde"), "bank", "/inject"),
        (replica("kube-api-access-abcde"), "shop", "/inject/net/n"),
        (replica("kube-api-access-abcd"), "shop", "/inject"),
        (replica("my-api-access-abcde"), "shop", "/inject"),
    ],
    ids=["annotation", "namespace", "path", "a name like it", "another volume"],
)
def test_whatever_differs_reaches_the_engine(other: dict[str, Any], namespace: str, path: str) -> None:
    small = SmallInjector()
    handler = InjectHandler(lambda: small)
    handler(request(replica("kube-api-access-fghij")), "/inject")
    handler(request(other, namespace), path)
    assert len(small.seen) == 2


def test_new_configuration_forgets_the_answers_of_the_old_one() -> None:
    current = [SmallInjector("proxy:1")]
    handler = InjectHandler(lambda: current[0])
    first = handler(request(replica("kube-api-access-abcde")), "/inject")
    current[0] = SmallInjector("proxy:2")
    second = handler(request(replica("kube-api-access-abcde")), "/inject")
    assert b"proxy:1" in (first.patch or b"")
    assert b"proxy:2" in (second.patch or b"")


def test_stand_in_written_by_a_user_is_left_alone() -> None:
    written = replica("kube-api-access-abcde", annotations={"note": "kube-api-access-*****"})
    assert question(written, []).token_volume == b""


def test_two_token_volumes_are_not_made_one() -> None:
    both = replica("kube-api-access-abcde")
    both["spec"]["volumes"].append({"name": "kube-api-access-fghij"})
    assert question(both, []).token_volume == b""


def test_refusals_are_not_kept() -> None:
    small = SmallInjector()
    handler = InjectHandler(lambda: small)
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            handler(request(pod(annotations={"test": "value"})), "/inject")
    assert len(small.seen) == 2


def test_cache_is_bounded_and_drops_what_was_used_least_recently() -> None:
    cache = AnswerCache(size=2)
    asked = [question({"n": number}, []) for number in range(3)]
    answers = [allowed(f"reason-{number}") for number in range(3)]
    cache.put(asked[0], answers[0])
    cache.put(asked[1], answers[1])
    assert cache.get(asked[0]) == answers[0]
    cache.put(asked[2], answers[2])
    assert cache.get(asked[1]) is None
    assert (cache.get(asked[0]), cache.get(asked[2])) == (answers[0], answers[2])


def test_large_patch_is_not_kept() -> None:
    cache = AnswerCache()
    asked = question({}, [])
    cache.put(asked, replace(patched([], "r"), patch=b"x" * 70_000))
    assert cache.get(asked) is None
