from __future__ import annotations

import json
from typing import Any

import pytest

from meshctl.injection.istio.post import probes

VALUES = {"sidecarInjectorWebhook": {"rewriteAppHTTPProbe": True}}
PROXY = {"name": "istio-proxy", "readinessProbe": {"httpGet": {"path": "/healthz/ready", "port": 15021}}}


def app(**fields: Any) -> dict[str, Any]:
    return {"name": "app", "ports": [{"name": "web", "containerPort": 8080}], **fields}


def recorded(run: Any) -> Any:
    (value,) = [entry["value"] for entry in run.proxy["env"] if entry["name"] == "ISTIO_KUBE_APP_PROBERS"]
    return json.loads(value)


def test_an_http_probe_goes_to_the_agent_and_its_original_to_the_proxy(make_run: Any) -> None:
    action = {"path": "/x", "port": "web", "scheme": "HTTPS", "host": "h", "httpHeaders": [{"name": "a", "value": "b"}]}
    run = make_run(
        [app(livenessProbe={"httpGet": action, "timeoutSeconds": 3, "periodSeconds": 9}), dict(PROXY)], values=VALUES
    )
    probes.apply(run)
    assert run.pod["spec"]["containers"][0]["livenessProbe"] == {
        "httpGet": {**action, "path": "/app-health/app/livez", "port": 15020, "scheme": "HTTP"},
        "timeoutSeconds": 3,
        "periodSeconds": 9,
    }
    assert recorded(run) == {"/app-health/app/livez": {"httpGet": {**action, "port": 8080}, "timeoutSeconds": 3}}
    assert run.pod["spec"]["containers"][1]["readinessProbe"] == PROXY["readinessProbe"]


@pytest.mark.parametrize("kind", ["tcpSocket", "grpc"])
def test_tcp_and_grpc_probes_become_bare_http(make_run: Any, kind: str) -> None:
    run = make_run([app(startupProbe={kind: {"port": 9, "host": "h"}}), dict(PROXY)], values=VALUES)
    probes.apply(run)
    assert run.pod["spec"]["containers"][0]["startupProbe"] == {
        "httpGet": {"path": "/app-health/app/startupz", "port": 15020}
    }
    expected = {"port": 9, "host": "h"} if kind == "tcpSocket" else {"port": 9, "service": None}
    assert recorded(run) == {"/app-health/app/startupz": {kind: expected}}


def test_lifecycle_calls_are_rewritten_and_commands_are_not(make_run: Any) -> None:
    lifecycle = {"preStop": {"httpGet": {"port": 1}}, "postStart": {"exec": {"command": ["x"]}}}
    run = make_run([app(lifecycle=lifecycle, readinessProbe={"exec": {}}), dict(PROXY)], values=VALUES)
    probes.apply(run)
    container = run.pod["spec"]["containers"][0]
    assert container["lifecycle"]["preStop"] == {"httpGet": {"path": "/app-lifecycle/app/prestopz", "port": 15020}}
    assert container["lifecycle"]["postStart"] == {"exec": {"command": ["x"]}}
    assert container["readinessProbe"] == {"exec": {}}
    assert recorded(run) == {"/app-lifecycle/app/prestopz": {"httpGet": {"port": 1}}}


def test_an_unknown_port_name_is_rewritten_without_a_record(make_run: Any) -> None:
    run = make_run([app(readinessProbe={"httpGet": {"port": "nope"}}), dict(PROXY)], values=VALUES)
    probes.apply(run)
    assert run.pod["spec"]["containers"][0]["readinessProbe"]["httpGet"]["port"] == 15020
    assert "env" not in run.proxy


def test_a_probe_that_an_earlier_run_rewrote_is_not_recorded_again(make_run: Any) -> None:
    run = make_run(
        [app(readinessProbe={"httpGet": {"port": 15020, "path": "/app-health/app/readyz"}}), dict(PROXY)], values=VALUES
    )
    probes.apply(run)
    assert "env" not in run.proxy


@pytest.mark.parametrize(("text", "port"), [("0", 0), (" 123 ", 0), ("15099", 15099)])
def test_the_annotation_gives_the_port_even_zero(make_run: Any, text: str, port: int) -> None:
    annotations = {"status.sidecar.istio.io/port": text}
    run = make_run([app(livenessProbe={"httpGet": {"port": 1}}), dict(PROXY)], values=VALUES, annotations=annotations)
    probes.apply(run)
    assert run.pod["spec"]["containers"][0]["livenessProbe"]["httpGet"]["port"] == port


def test_without_proxy_or_wish_nothing_is_rewritten(make_run: Any) -> None:
    probe = {"httpGet": {"port": 1}}
    for run in (
        make_run([app(livenessProbe=probe)], values=VALUES),
        make_run([app(livenessProbe=probe), dict(PROXY)]),
        make_run(
            [app(livenessProbe=probe), dict(PROXY)],
            values=VALUES,
            annotations={"sidecar.istio.io/rewriteAppHTTPProbers": "false"},
        ),
    ):
        probes.apply(run)
        assert run.pod["spec"]["containers"][0]["livenessProbe"] == {"httpGet": {"port": 1}}


def test_init_containers_have_probes_too(make_run: Any) -> None:
    init = {"name": "helper", "startupProbe": {"tcpSocket": {"port": 1}}}
    run = make_run([dict(PROXY)], init_containers=[init], values=VALUES)
    probes.apply(run)
    assert recorded(run) == {"/app-health/helper/startupz": {"tcpSocket": {"port": 1}}}


def test_on_a_second_injection_old_records_win_and_keep_their_place() -> None:
    env: Any = [{"name": probes.ENV, "value": '{"/a":{"x":1}}'}, {"name": "B", "value": "2"}]
    merged = probes.merge_env(env, {"/a": {"y": 1}, "/0": {"z": 1}}, injected_before=True)
    assert merged == [{"name": probes.ENV, "value": '{"/0":{"z":1},"/a":{"x":1}}'}, {"name": "B", "value": "2"}]
    assert probes.merge_env(env, {"/a": {}}, injected_before=False)[-1] == {"name": probes.ENV, "value": '{"/a":{}}'}


@pytest.mark.parametrize("value", ["not json", "[1]"])
def test_a_record_that_no_injector_wrote_is_left_alone(value: str) -> None:
    env: Any = [{"name": probes.ENV, "value": value}]
    assert probes.merge_env(env, {"/a": {}}, injected_before=True) == env


def test_a_named_port_that_is_the_agents_number_is_the_applications_own(make_run: Any) -> None:
    ports = [{"name": "web", "containerPort": 15020}]
    probe = {"httpGet": {"path": "/x", "port": "web"}}
    run = make_run([app(ports=ports, readinessProbe=probe), dict(PROXY)], values=VALUES)
    probes.apply(run)
    assert recorded(run) == {"/app-health/app/readyz": {"httpGet": {"path": "/x", "port": 15020}}}


def test_the_agents_number_itself_was_rewritten_before_and_is_not_recorded(make_run: Any) -> None:
    probe = {"httpGet": {"path": "/x", "port": 15020}}
    run = make_run([app(readinessProbe=probe), dict(PROXY)], values=VALUES)
    probes.apply(run)
    assert "ISTIO_KUBE_APP_PROBERS" not in [entry["name"] for entry in run.proxy.get("env") or []]
