"""The four answers, and the HTTP errors for what is no review, through the in-process client."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import jsonpatch
import pytest

from tests.webhook.support import SWITCH, SmallInjector, client, patch_of, pod, review
from webhook.admission import INLINE_BYTES
from webhook.protocol import WHOLE_KEY
from webhook.responses import allowed, response_of
from webhook.service import POOL_SIZE
from webhook.settings import Settings

JSON = {"content-type": "application/json"}


def ask(body: object, path: str = "/inject", settings: Settings | None = None) -> dict[str, Any]:
    with client(settings) as (http, _):
        answer = http.post(path, content=json.dumps(body), headers=JSON)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    parsed: dict[str, Any] = answer.json()
    return parsed


@pytest.mark.parametrize("version", ["v1", "v1beta1"])
def test_pod_is_patched_and_uid_and_version_are_echoed(version: str) -> None:
    answer = ask(review(pod(name="a"), version, uid="abc"))
    assert answer["apiVersion"] == f"admission.k8s.io/{version}"
    assert answer["kind"] == "AdmissionReview"
    response = answer["response"]
    assert (response["uid"], response["allowed"], response["patchType"]) == ("abc", True, "JSONPatch")
    assert patch_of(answer) == [
        {"op": "add", "path": "/spec/containers/1", "value": {"name": "proxy", "image": "proxy:1"}}
    ]
    assert response["warnings"] == ["a note"]
    assert response["auditAnnotations"] == {"decision": "inject", "reason": "policy"}
    assert "status" not in response


@pytest.mark.parametrize("metadata", [{"name": "a"}, {"name": "a", "namespace": ""}, {"name": "a", "namespace": "own"}])
def test_namespace_is_seen_by_the_engine_and_put_back_as_it_was_received(metadata: dict[str, Any]) -> None:
    injector = SmallInjector()
    with client(injector=injector) as (http, _):
        answer = http.post("/inject", json.dumps(review(pod(**metadata))), JSON).json()
    (seen,) = injector.seen
    assert seen.pod["metadata"]["namespace"] == (metadata.get("namespace") or "shop")
    assert [operation["path"] for operation in patch_of(answer) or []] == ["/spec/containers/1"]


def test_warnings_are_at_most_eight_and_fit_the_header() -> None:
    given = ["w" * 256, "x" * 257, "line\nbreak\ttab", *(f"n{number}" for number in range(7))]
    response: Any = response_of(allowed("fine", warnings=given), "u")
    assert response["warnings"] == ["w" * 256, "x" * 255 + "…", "line break tab", "n0", "n1", "n2", "n3", "n4"]


@pytest.mark.parametrize(("spare", "status"), [(0, 200), (-1, 503)])
def test_bodies_that_arrive_may_take_sixteen_times_the_limit_together(spare: int, status: int) -> None:
    body = json.dumps(review(pod())).encode()
    with client(Settings(limit_bytes=len(body))) as (http, service):
        held = service.buffer.held_bytes = 15 * len(body) - spare
        answer = http.post("/inject", body, JSON)
        assert service.buffer.held_bytes == held
    assert answer.status_code == status
    assert answer.headers.get("retry-after") == ("1" if status == 503 else None)


def test_skipped_pod_passes_without_patch_and_without_warning() -> None:
    answer = ask(review(pod(name="a", labels={SWITCH: "false"})))
    response = answer["response"]
    assert response["allowed"] is True
    assert "patch" not in response
    assert "patchType" not in response
    assert "warnings" not in response
    assert response["auditAnnotations"] == {"decision": "skip", "reason": "host_network"}


@pytest.mark.parametrize("place", ["labels", "annotations"])
def test_pod_that_asked_and_was_skipped_is_told_why(place: str) -> None:
    asking = pod(name="a", **{place: {SWITCH: "true"}})
    asking["spec"]["hostNetwork"] = True
    assert ask(review(asking))["response"]["warnings"] == [
        f"{place[:-1]} {SWITCH}=true has no effect: the pod uses the network of its host"
    ]


def test_setting_without_effect_is_told() -> None:
    skipped = pod(name="a")
    skipped["spec"]["hostNetwork"] = True
    assert ask(review(skipped))["response"]["warnings"] == ["label x is ignored"]


def test_refusal_names_annotation_value_and_remedy() -> None:
    response = ask(review(pod(annotations={"test": "annotation"})))["response"]
    assert response["allowed"] is False
    assert response["status"] == {
        "status": "Failure",
        "reason": "BadRequest",
        "code": 400,
        "message": "invalid value 'x' for annotation 'a': not a port; use 0 to 65535",
    }


def test_fault_of_ours_is_told_without_inner_detail() -> None:
    response = ask(review(pod(annotations={"test": "crash"})))["response"]
    assert (response["allowed"], response["status"]["code"]) == (False, 500)
    assert "RuntimeError" in response["status"]["message"]
    assert "secret" not in json.dumps(response)


def test_fault_of_ours_lets_the_pod_pass_when_so_set() -> None:
    response = ask(review(pod(annotations={"test": "crash"})), settings=Settings(on_fault="allow"))["response"]
    assert response["allowed"] is True
    assert "status" not in response
    assert response["warnings"][0].startswith("not injected: internal error")


def test_refusal_stays_one_when_faults_pass() -> None:
    answer = ask(review(pod(annotations={"test": "annotation"})), settings=Settings(on_fault="allow"))
    assert answer["response"]["allowed"] is False


def test_nesting_beyond_reading_is_the_authors_to_mend() -> None:
    assert ask(review(pod(annotations={"test": "deep"})))["response"]["status"]["code"] == 400


def test_slow_review_is_answered_at_the_deadline() -> None:
    padded = pod(annotations={"test": "sleep0.5", "pad": "x" * 70_000})
    response = ask(review(padded), settings=Settings(review_timeout_s=0.05))["response"]
    assert response["status"] == {
        "status": "Failure",
        "reason": "InternalError",
        "code": 504,
        "message": "the review took longer than 0.05 s",
    }


def test_a_slow_review_sends_the_next_one_to_the_pool() -> None:
    slow, again = (review(pod(name=name, annotations={"test": "sleep0.2"})) for name in "xy")
    quick = review(pod(name="a"))
    with client(Settings(review_timeout_s=0.1)) as (http, _):
        codes = [
            http.post("/inject", content=json.dumps(body), headers=JSON)
            .json()["response"]
            .get("status", {})
            .get("code")
            for body in (slow, again, quick)
        ]
    assert codes == [None, 504, None]


def test_no_request_makes_a_later_one_fail() -> None:
    bad = [pod(annotations={"test": how}) for how in ("crash", "deep", "annotation")]
    with client() as (http, service):
        for body in bad:
            http.post("/inject", content=json.dumps(review(body)), headers=JSON)
        http.post("/inject", content=b"{", headers=JSON)
        answer = http.post("/inject", content=json.dumps(review(pod(name="a"))), headers=JSON).json()
        assert service.in_flight == 0
        assert service.buffer.held_bytes == 0
    assert answer["response"]["allowed"] is True


@pytest.mark.parametrize(
    ("body", "uid"),
    [
        ({"apiVersion": "admission.k8s.io/v2", "kind": "AdmissionReview", "request": {"uid": "u"}}, "u"),
        ({"apiVersion": "admission.k8s.io/v1", "kind": "Pod", "request": {"uid": "u"}}, "u"),
        ({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview"}, ""),
        ({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": None}, ""),
        ({"apiVersion": ["admission.k8s.io/v1"], "kind": "AdmissionReview", "request": {}}, ""),
        ([], ""),
        (None, ""),
        (1, ""),
    ],
)
def test_what_is_no_known_review_is_refused_inside_one(body: object, uid: str) -> None:
    answer = ask(body)
    assert (answer["apiVersion"], answer["kind"]) == ("admission.k8s.io/v1", "AdmissionReview")
    assert (answer["response"]["uid"], answer["response"]["allowed"]) == (uid, False)
    assert "admission.k8s.io/v1" in answer["response"]["status"]["message"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"a": NaN}', b"[" * 100_000])
def test_what_is_not_json_is_http_400(body: bytes) -> None:
    with client() as (http, service):
        answer = http.post("/inject", content=body, headers=JSON)
        assert answer.status_code == 400
        assert b'meshctl_webhook_requests_refused_total{code="400"} 1.0' in service.telemetry.exposition()


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("application/yaml", 415),
        ("text/application/json", 415),
        ("", 415),
    ],
)
def test_content_type_must_be_json(content_type: str, status: int) -> None:
    with client() as (http, _):
        answer = http.post("/inject", content=json.dumps(review(pod())), headers={"content-type": content_type})
    assert answer.status_code == status


def test_announced_body_over_the_limit_is_http_413() -> None:
    with client(Settings(limit_bytes=1000)) as (http, _):
        assert http.post("/inject", content=b"x" * 1001, headers=JSON).status_code == 413


def test_body_that_grows_over_the_limit_is_http_413() -> None:
    with client(Settings(limit_bytes=1000)) as (http, service):
        answer = http.post("/inject", content=(b"x" * 400 for _ in range(3)), headers=JSON)
        assert answer.status_code == 413
        assert service.buffer.held_bytes == 0


def test_body_at_the_limit_is_read() -> None:
    body = json.dumps(review(pod())).encode()
    with client(Settings(limit_bytes=len(body))) as (http, _):
        assert http.post("/inject", content=body, headers=JSON).status_code == 200


def test_review_beyond_the_concurrency_bound_is_http_503() -> None:
    with client(Settings(max_reviews=1)) as (http, service):
        service.in_flight = 1
        answer = http.post("/inject", content=json.dumps(review(pod())), headers=JSON)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"


@pytest.mark.parametrize(("waited_s", "status"), [(0.0, 200), (4.0, 200), (6.0, 503)])
def test_review_that_waited_too_long_for_its_turn_is_http_503(waited_s: float, status: int) -> None:
    with client(Settings(max_wait_s=5.0)) as (http, service):
        answer = http.post(
            "/inject",
            content=json.dumps(review(pod())),
            headers=JSON,
            state={WHOLE_KEY: time.monotonic() - waited_s},
        )
        refused = b'meshctl_webhook_requests_refused_total{code="503"} 1.0' in service.telemetry.exposition()
    assert answer.status_code == status
    assert answer.headers.get("retry-after") == ("1" if status == 503 else None)
    assert refused is (status == 503)


def test_review_that_waited_too_long_for_a_thread_is_http_503_and_not_worked_on() -> None:
    injector, released = SmallInjector(), threading.Event()
    with client(Settings(max_wait_s=1.0), injector) as (http, service):
        for _ in range(POOL_SIZE):
            service.pool.submit(released.wait)
        threading.Timer(1.5, released.set).start()
        large = json.dumps(review(pod(annotations={"pad": "x" * INLINE_BYTES})))
        answer = http.post("/inject", content=large, headers=JSON, state={WHOLE_KEY: time.monotonic()})
    assert (answer.status_code, answer.headers.get("retry-after")) == (503, "1")
    assert injector.seen == []


def test_get_is_not_a_review() -> None:
    with client() as (http, _):
        assert http.get("/inject").status_code == 405


@pytest.mark.parametrize("operation", ["UPDATE", "DELETE", "CONNECT"])
def test_only_creation_is_patched(operation: str) -> None:
    answer = ask(review(pod(), operation=operation))
    assert answer["response"]["allowed"] is True
    assert patch_of(answer) is None


def test_dry_run_gives_the_same_answer() -> None:
    assert ask(review(pod(name="a"), dryRun=True)) == ask(review(pod(name="a"), dryRun=False))


def test_object_of_another_kind_passes_with_a_hint_to_the_rules() -> None:
    answer = ask(review({"kind": "Deployment", "metadata": {}, "spec": {}}))
    assert answer["response"]["allowed"] is True
    assert "narrow the webhook's rules" in answer["response"]["warnings"][0]


@pytest.mark.parametrize("object_", [None, [], "pod", 5])
def test_request_without_an_object_is_refused(object_: object) -> None:
    assert ask(review(object_))["response"]["status"]["message"].startswith("the request holds no object")


@pytest.mark.parametrize(
    ("pod_", "field"),
    [
        ({"metadata": "text"}, "metadata"),
        ({"spec": "text"}, "spec"),
        ({"spec": {"containers": [{"name": 5}]}}, "containers[0].name"),
        ({"metadata": {"labels": {"a": True}}}, "labels"),
    ],
)
def test_malformed_pod_is_refused_by_its_field(pod_: dict[str, Any], field: str) -> None:
    response = ask(review({"kind": "Pod", **pod_}))["response"]
    assert response["status"]["code"] == 400
    assert field in response["status"]["message"]


def test_namespace_comes_from_the_request_and_is_not_in_the_patch() -> None:
    injector = SmallInjector()
    received = pod(name="a", managedFields=[{"manager": "kubectl"}])
    with client(injector=injector) as (http, _):
        answer = http.post("/inject", content=json.dumps(review(received)), headers=JSON).json()
    metadata = injector.seen[0].pod["metadata"]
    assert metadata == {"name": "a", "namespace": "shop"}
    assert injector.seen[0].namespace == "shop"
    assert {operation["path"] for operation in patch_of(answer) or []} == {"/spec/containers/1"}


def test_patch_fits_a_pod_without_metadata() -> None:
    received: Any = {"kind": "Pod", "spec": {"containers": [{"name": "app"}]}}
    operations: Any = patch_of(ask(review(received)))
    injected: Any = jsonpatch.JsonPatch(operations).apply(received)
    assert injected["spec"]["containers"][1]["name"] == "proxy"


def test_path_below_inject_sets_the_environment() -> None:
    injector = SmallInjector()
    with client(injector=injector) as (http, _):
        http.post("/inject/cluster/c1/net/a--slash--b/", content=json.dumps(review(pod())), headers=JSON)
    assert injector.seen[0].environment == {"ISTIO_META_CLUSTER_ID": "c1", "ISTIO_META_NETWORK": "a/b"}


def test_warnings_are_single_lines_within_the_limit() -> None:
    answer = ask(review({"kind": "X\nY" + "z" * 500, "metadata": {}}))
    (warning,) = answer["response"]["warnings"]
    assert "\n" not in warning
    assert len(warning) <= 256


def test_without_configuration_the_answer_says_so() -> None:
    with client() as (http, service):
        service.configuration.current = None
        response = http.post("/inject", content=json.dumps(review(pod())), headers=JSON).json()["response"]
    assert response["status"]["code"] == 503
    assert "configuration" in response["status"]["message"]
