"""What an earlier injection left on a pod: reading it, taking it out of sight, putting the user's containers back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from meshctl.errors import AnnotationError
from meshctl.injection.istio.reapply import reapply
from meshctl.injection.istio.record import OVERRIDES, STATUS, Overrides, Status, parse_overrides, parse_status
from meshctl.injection.istio.strip import strip


def pod(annotations: dict[str, str] | None = None, **spec: Any) -> Any:
    return {"metadata": {"annotations": annotations or {}}, "spec": spec}


def names(found: Any, heading: str) -> list[str]:
    return [each["name"] for each in found["spec"].get(heading) or []]


APP, PROXY, INIT = {"name": "app"}, {"name": "istio-proxy", "image": "p:1"}, {"name": "istio-init"}


@pytest.mark.parametrize("text", ["", "x", "[]", "3", '"a"'])
def test_a_status_that_is_no_record_is_none(text: str) -> None:
    assert parse_status(pod({STATUS: text})) is None


def test_a_status_lists_names_under_each_heading() -> None:
    text = json.dumps(
        {"containers": ["a"], "initContainers": None, "volumes": ["v"], "revision": "r", "version": "old"}
    )
    assert parse_status(pod({STATUS: text})) == Status(containers=("a",), volumes=("v",))


@pytest.mark.parametrize("text", ["", "x", "[]", '{"containers": {}}', '{"containers": [1]}'])
def test_overrides_that_do_not_parse_stop_the_injection(text: str) -> None:
    with pytest.raises(AnnotationError, match=r"proxy\.istio\.io/overrides is not the JSON an injector writes"):
        parse_overrides(pod({OVERRIDES: text}))


def test_a_pod_without_any_record_is_shown_as_it_is() -> None:
    given = pod({"a": "b"}, containers=[APP])
    assert strip(given, None, Overrides(), status_port=15020) is given


def test_injected_containers_are_taken_out_each_under_its_own_heading() -> None:
    status = Status(containers=("istio-proxy",), initContainers=("istio-init",))
    given = pod({STATUS: "{}", "a": "b"}, containers=[APP, PROXY, INIT], initContainers=[INIT, PROXY])
    shown: Any = strip(given, status, Overrides(), status_port=15020)
    assert (names(shown, "containers"), names(shown, "initContainers")) == (["app", "istio-init"], ["istio-proxy"])
    assert shown["metadata"]["annotations"] == {"a": "b"}
    assert names(given, "containers") == ["app", "istio-proxy", "istio-init"]


@pytest.mark.parametrize(
    ("port", "left"),
    [("15020", {"a": "b"}), ("9090", {"a": "b", "prometheus.io/port": "9090", "prometheus.io/path": "/x"})],
)
def test_metrics_annotations_go_only_if_they_point_at_the_agent(port: str, left: dict[str, str]) -> None:
    given = pod({STATUS: "{}", "a": "b", "prometheus.io/port": port, "prometheus.io/path": "/x"}, containers=[APP])
    shown: Any = strip(given, Status(), Overrides(), status_port=15020)
    assert shown["metadata"]["annotations"] == left


@pytest.mark.parametrize("status", [None, Status(containers=("istio-proxy",))])
def test_saved_containers_come_back_where_their_name_is_missing(status: Status | None) -> None:
    saved = Overrides(containers=[{"name": "istio-proxy", "image": "own"}, {"name": "app", "image": "no"}])
    given = pod({OVERRIDES: "x"}, containers=[APP] if status is None else [APP, PROXY])
    shown: Any = strip(given, status, saved, status_port=15020)
    assert shown["spec"]["containers"] == [APP, {"name": "istio-proxy", "image": "own"}]


def merged(template: Any, original: Any, status: Status | None = None, saved: Overrides | None = None) -> Any:
    """`original` with the template's containers in it, then the user's put back."""
    working: Any = {**original, "spec": {**original["spec"], **template["spec"]}}
    return reapply(working, template, original, status, saved or Overrides())


def overrides_of(found: Any) -> Any:
    return json.loads(found["metadata"]["annotations"][OVERRIDES])


TEMPLATE = pod(containers=[{"name": "istio-proxy", "image": "t:1", "args": ["t"], "tty": True}])


def test_what_the_user_wrote_wins_and_is_saved_in_typed_form() -> None:
    own = {
        "name": "istio-proxy",
        "image": "own:1",
        "args": ["x"],
        "tty": False,
        "resources": {"limits": {"cpu": "2000m"}},
    }
    found = merged(TEMPLATE, pod(containers=[own]))
    proxy = found["spec"]["containers"][0]
    # A plain `false` is absent in typed form, so it cannot win.
    assert (proxy["image"], proxy["args"], proxy["tty"]) == ("own:1", ["x"], True)
    typed = {"name": "istio-proxy", "image": "own:1", "args": ["x"], "resources": {"limits": {"cpu": "2"}}}
    assert overrides_of(found) == {"containers": [typed]}


def test_the_image_auto_stands_for_the_templates() -> None:
    found = merged(TEMPLATE, pod(containers=[{"name": "istio-proxy", "image": "auto"}]))
    assert found["spec"]["containers"][0]["image"] == "t:1"
    assert overrides_of(found) == {"containers": [{"name": "istio-proxy", "resources": {}}]}


def test_our_own_container_of_before_is_not_the_users() -> None:
    original = pod({STATUS: '{"containers":["istio-proxy"]}'}, containers=[{"name": "istio-proxy", "image": "old:1"}])
    found = merged(TEMPLATE, original, parse_status(original))
    assert found["spec"]["containers"][0]["image"] == "t:1"
    assert OVERRIDES not in found["metadata"]["annotations"]


def test_a_container_of_before_under_the_other_heading_counts_as_the_users() -> None:
    original = pod({STATUS: '{"containers":["istio-proxy"]}'}, containers=[{"name": "istio-proxy", "image": "old:1"}])
    native = pod(initContainers=[{"name": "istio-proxy", "image": "t:1"}])
    found = merged(native, original, parse_status(original))
    assert found["spec"]["initContainers"][0]["image"] == "old:1"
    assert OVERRIDES not in found["metadata"]["annotations"]  # the pod was injected before, so nothing is saved


@pytest.mark.parametrize("status", ["not JSON", "{}"])
def test_saved_containers_are_preferred_over_those_of_the_pod(status: str) -> None:
    original = pod({STATUS: status}, containers=[{"name": "istio-proxy", "image": "edited"}])
    saved = Overrides(containers=[{"name": "istio-proxy", "image": "saved"}])
    found = merged(TEMPLATE, original, parse_status(original), saved)
    assert found["spec"]["containers"][0]["image"] == "saved"


def test_an_init_container_is_looked_for_among_the_containers_first() -> None:
    native = pod(initContainers=[{"name": "istio-proxy", "image": "t:1"}])
    original = pod(
        containers=[{"name": "istio-proxy", "image": "c"}], initContainers=[{"name": "istio-proxy", "image": "i"}]
    )
    assert merged(native, original)["spec"]["initContainers"][0]["image"] == "c"
    only_container = pod(initContainers=[{"name": "istio-proxy", "image": "i"}])
    assert merged(TEMPLATE, only_container)["spec"]["containers"][0]["image"] == "t:1"


def test_nothing_of_the_users_means_nothing_saved() -> None:
    found = merged(TEMPLATE, pod(containers=[APP]))
    assert found["metadata"]["annotations"] == {}
