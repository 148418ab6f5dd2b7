"""The webhook for each family: pods as the engine makes them, and what a family writes without injecting."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import jsonpatch
import pytest

from meshctl.injection.engine import inject
from meshctl.injection.family import Configurable, Configuration, family
from meshctl.injection.request import Request
from meshctl.mesh.overrides import deep_merge
from meshctl.template_files import data_text, partial_texts, template_texts
from meshctl.yamlio import load_plain
from tests.webhook.support import client, patch_of, review
from webhook.configuration import EngineInjector, configuration_files, load_configuration
from webhook.reload import Reloader
from webhook.settings import Settings
from webhook.telemetry import Telemetry

if TYPE_CHECKING:
    from pathlib import Path

    from meshctl.injection.family import Settings as FamilySettings
    from meshctl.k8s.types import Pod

JSON = {"content-type": "application/json"}
OPAQUE = "config.linkerd.io/opaque-ports"
VALUES: dict[str, dict[str, Any]] = {
    "linkerd": {"linkerdVersion": "edge-7", "identityTrustAnchorsPEM": "anchors"},
    "envoy": {"proxy": {"image": "example.org/envoy:7"}},
}
SWITCHES = {"linkerd": "linkerd.io/inject", "envoy": "envoy.meshctl.io/inject"}
PROXIES = {"linkerd": "linkerd-proxy", "envoy": "envoy"}


def injector(name: str) -> EngineInjector:
    return load_configuration({"values": json.dumps(VALUES[name]).encode()}, Settings(family=name))


def settings_of(name: str) -> FamilySettings:
    """The family's settings, made here without the webhook."""
    base: Any = load_plain(data_text(name, "values"))
    values = deep_merge(base, VALUES[name])
    told = Configuration(
        base_values=values,
        values=values,
        templates=template_texts(name),
        partials=partial_texts(name),
        native_sidecars=True,
        created_by="meshctl/webhook",
    )
    return cast("Configurable", family(name)).configure(told)


def ask(object_: dict[str, Any], name: str) -> dict[str, Any]:
    with client(injector=injector(name)) as (http, _):
        answer = http.post("/inject", json.dumps(review(object_)), JSON)
    response: dict[str, Any] = answer.json()
    assert response["response"]["allowed"], response
    return response


def patched(object_: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    operations: Any = patch_of(answer) or []
    result: dict[str, Any] = jsonpatch.apply_patch(object_, operations)
    return result


def pod(name: str, value: str = "enabled", **spec: Any) -> dict[str, Any]:
    metadata = {"name": "a", "namespace": "shop", "annotations": {SWITCHES[name]: value}}
    containers = [{"name": "app", "image": "app", "ports": [{"containerPort": 3306}]}]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"containers": containers, **spec}}


def service(**annotations: str) -> dict[str, Any]:
    metadata = {"name": "db", "namespace": "shop", **({"annotations": annotations} if annotations else {})}
    ports = [{"port": 9090, "targetPort": 3306}, {"port": 80}]
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {"ports": ports}}


@pytest.mark.parametrize("name", ["linkerd", "envoy"])
def test_pod_is_the_one_that_the_engine_makes(name: str) -> None:
    given = cast("Pod", pod(name))
    answer = ask(pod(name), name)
    workload = family(name).owner_of_pod(given)
    request = Request(pod=given, workload=workload, front_end="webhook", namespace="shop")
    made = inject(request, settings_of(name)).pod
    assert patched(pod(name), answer) == made
    spec: Any = made["spec"]
    names = [each["name"] for each in (*spec["initContainers"], *spec["containers"])]
    assert PROXIES[name] in names
    assert answer["response"]["auditAnnotations"]["decision"] == "inject"


@pytest.mark.parametrize("name", ["linkerd", "envoy"])
def test_pod_that_asked_and_is_left_out_is_told_why(name: str) -> None:
    answer = ask(pod(name, hostNetwork=True), name)
    (warning,) = answer["response"]["warnings"]
    assert warning.startswith(f"annotation {SWITCHES[name]}=enabled has no effect: ")
    assert "warnings" not in ask(pod(name, "disabled"), name)["response"]


def test_left_out_pod_gets_the_opaque_ports_that_it_declares() -> None:
    given = pod("linkerd", "disabled")
    annotations = {SWITCHES["linkerd"]: "disabled", OPAQUE: "3306"}
    answer = ask(given, "linkerd")
    assert patched(given, answer) == {**given, "metadata": {**given["metadata"], "annotations": annotations}}
    assert answer["response"]["auditAnnotations"]["decision"] == "skip"
    assert patch_of(ask(pod("envoy", "disabled"), "envoy")) is None


def test_service_is_written_on_with_its_opaque_ports() -> None:
    answer = ask(service(), "linkerd")
    assert patch_of(answer) == [{"op": "add", "path": "/metadata/annotations", "value": {OPAQUE: "9090"}}]
    assert answer["response"]["auditAnnotations"] == {"decision": "mark"}
    assert patch_of(ask(service(**{OPAQUE: "1"}), "linkerd")) is None


def test_service_passes_with_a_warning_where_the_family_writes_on_pods_alone() -> None:
    answer = ask(service(), "envoy")
    assert patch_of(answer) is None
    assert "only pods are injected, not Service" in answer["response"]["warnings"][0]


def test_what_is_known_of_the_namespace_decides_and_is_inherited() -> None:
    above = {"linkerd.io/inject": "enabled", OPAQUE: "7"}
    known = EngineInjector(settings_of("linkerd"), lambda namespace: above if namespace == "shop" else {})
    silent = {**pod("linkerd"), "metadata": {"name": "a"}}
    with client(injector=known) as (http, _):
        inside, outside = (
            http.post("/inject", json.dumps(review(silent, namespace=name)), JSON).json() for name in ("shop", "x")
        )
        on_service = http.post("/inject", json.dumps(review(service())), JSON).json()
    annotations = patched(silent, inside)["metadata"]["annotations"]
    assert (annotations[OPAQUE], annotations["linkerd.io/created-by"]) == ("7", "meshctl/webhook")
    assert outside["response"]["auditAnnotations"]["reason"] == "injection_enable_annotation_absent"
    assert patched(service(), on_service)["metadata"]["annotations"] == {OPAQUE: "7"}


@pytest.mark.parametrize("broken", [{"spec": {"ports": "x"}}, {"metadata": {"labels": {"a": None}}}])
def test_malformed_service_is_refused_and_not_our_fault(broken: dict[str, Any]) -> None:
    with client(injector=injector("linkerd")) as (http, _):
        answer = http.post("/inject", json.dumps(review({**service(), **broken})), JSON).json()
    assert answer["response"]["allowed"] is False
    assert answer["response"]["status"]["code"] == 400


@pytest.mark.parametrize(
    ("name", "wrong"), [("linkerd", {"clusterNetworks": "everywhere"}), ("envoy", {"proxy": "none"})]
)
def test_changed_values_are_taken_over_and_impossible_ones_are_not(
    name: str, wrong: dict[str, Any], tmp_path: Path
) -> None:
    settings = Settings(family=name, config_dir=tmp_path)
    files = configuration_files(settings)
    assert set(files.paths) == {"values"}
    reloader = Reloader("configuration", files, lambda found: load_configuration(found, settings), Telemetry())
    (tmp_path / "values").write_text(json.dumps(VALUES[name]), "utf-8")
    assert reloader.load()
    before = reloader.current
    (tmp_path / "values").write_text(json.dumps({**VALUES[name], **wrong}), "utf-8")
    assert not reloader.load()
    assert reloader.current is before
