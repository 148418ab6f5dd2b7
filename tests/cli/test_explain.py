"""`meshctl explain`: the decision rule by rule, with places, and where settings came from."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Meshctl
from tests.cli.samples import CRON_JOB, DEPLOYMENT, HOST_NETWORK, SERVICE, STREAM, annotated, write


def _explained(meshctl: Meshctl, *arguments: str) -> list[dict[str, Any]]:
    done = meshctl("explain", *arguments, "-o", "json")
    assert (done.code, done.err) == (0, "")
    workloads: list[dict[str, Any]] = json.loads(done.out)["workloads"]
    return workloads


def _source(workload: dict[str, Any], subject: str) -> str:
    return next(str(each["source"]) for each in workload["settings"] if each["subject"] == subject)


def test_every_workload_is_explained_and_nothing_else(meshctl: Meshctl) -> None:
    pods = f"apiVersion: v1\nkind: List\nitems:\n- {SERVICE.splitlines()[0]}\n  kind: Service\n"
    write("a.yaml", f"{STREAM}---\n{CRON_JOB}---\n{pods}")
    found = [(each["kind"], each["name"], each["line"]) for each in _explained(meshctl, "-f", "a.yaml")]
    assert found == [("Deployment", "web", 2), ("CronJob", "nightly", 23)]


def test_kind_and_name_choose(meshctl: Meshctl) -> None:
    write("a.yaml", f"{STREAM}---\n{CRON_JOB}")
    assert [each["name"] for each in _explained(meshctl, "-f", "a.yaml", "--kind", "cronjob")] == ["nightly"]
    assert [each["name"] for each in _explained(meshctl, "-f", "a.yaml", "--name", "web")] == ["web"]
    done = meshctl("explain", "-f", "a.yaml", "--kind", "Pod", "--name", "x")
    assert (done.code, done.err) == (2, "meshctl: error: no workload Pod x in a.yaml; check --kind and --name\n")


def test_the_text_tells_verdict_rules_and_settings(meshctl: Meshctl) -> None:
    done = meshctl("explain", "-f", write("a.yaml", annotated("sidecar.istio.io/proxyCPU: 10m")))
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[:2] == [
        "a.yaml:2: Deployment shop/web: injected",
        "  because the injector's policy is to inject, nothing speaks against",
    ]
    assert "    requests.cpu: 10m" in lines
    assert lines[lines.index("    requests.cpu: 10m") + 1] == "      from annotation sidecar.istio.io/proxyCPU"
    assert max(map(len, lines)) <= 80


def test_a_refusal_names_the_label_and_its_place(meshctl: Meshctl) -> None:
    text = DEPLOYMENT.replace("{app: web}\n      ann", '{app: web, sidecar.istio.io/inject: "false"}\n      ann')
    [found] = _explained(meshctl, "-f", write("a.yaml", text))
    assert (found["inject"], found["reason"]["slug"], found["settings"]) == (False, "refused", [])
    assert found["rules"][-1] == {
        "rule": "pod-wish",
        "outcome": "skip",
        "value": "false",
        "origin": "label sidecar.istio.io/inject",
        "place": "10:51",
        "detail": None,
    }


def test_host_network_stops_at_the_first_rule(meshctl: Meshctl) -> None:
    [found] = _explained(meshctl, "-f", write("a.yaml", HOST_NETWORK))
    assert [(each["rule"], each["outcome"], each["place"]) for each in found["rules"]] == [
        ("host-network", "skip", "13:20")
    ]


def test_a_value_that_means_nothing_is_pointed_out(meshctl: Meshctl) -> None:
    [found] = _explained(meshctl, "-f", write("a.yaml", annotated('sidecar.istio.io/inject: "maybe"')))
    wish = next(rule for rule in found["rules"] if rule["rule"] == "pod-wish")
    assert (
        wish["detail"]
        == "annotation sidecar.istio.io/inject is 'maybe', which means nothing: only true and false count"
    )


OWN_PROXY = DEPLOYMENT + "      - {name: istio-proxy, image: auto, resources: {requests: {cpu: 7m}}}\n"


@pytest.mark.parametrize(
    ("text", "flags", "subject", "source"),
    [
        (DEPLOYMENT, [], "image", "values global.hub, global.proxy.image, global.tag"),
        (annotated("sidecar.istio.io/proxyImage: e.org/p:1"), [], "image", "annotation sidecar.istio.io/proxyImage"),
        (OWN_PROXY.replace("auto", "e.org/own:1"), [], "image", "the pod's own container istio-proxy"),
        (OWN_PROXY, [], "image", "values global.hub, global.proxy.image, global.tag"),
        (OWN_PROXY, [], "requests.cpu", "the pod's own container istio-proxy"),
        (OWN_PROXY, [], "limits.cpu", "values global.proxy.resources"),
        (DEPLOYMENT, ["--no-native-sidecars"], "layout", "native sidecars off, or the template"),
        (
            annotated('traffic.sidecar.istio.io/excludeInboundPorts: "9"'),
            [],
            "excluded inbound ports",
            "annotation traffic.sidecar.istio.io/excludeInboundPorts",
        ),
        (
            DEPLOYMENT + "        readinessProbe: {httpGet: {port: 80}}\n",
            [],
            "app.readinessProbe",
            "values sidecarInjectorWebhook.rewriteAppHTTPProbe",
        ),
    ],
)
def test_a_setting_names_what_it_came_from(
    meshctl: Meshctl, text: str, flags: list[str], subject: str, source: str
) -> None:
    [found] = _explained(meshctl, "-f", write("a.yaml", text), *flags)
    assert _source(found, subject) == source
