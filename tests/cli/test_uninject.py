from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Meshctl

WEB = """\
# the shop's front
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop} # flow
spec:
  selector: {matchLabels: {app: "web"}}
  template:
    metadata:
      labels: {app: "web"}
      annotations: {prometheus.io/scrape: 'true', prometheus.io/port: "80"}
    spec:
      containers:
      - {name: web, image: 'nginx', ports: [{containerPort: 80, name: http}], readinessProbe: {httpGet: {port: http}}}
"""
NAMESPACE = """\
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  annotations:
    linkerd.io/inject: enabled
"""
LINKERD = ("--family", "linkerd", "--set", "linkerdVersion=edge-1", "--set", "identityTrustAnchorsPEM=anchors")


@pytest.fixture(params=[(), LINKERD], ids=["istio", "linkerd"])
def family(request: pytest.FixtureRequest) -> tuple[str, ...]:
    given: tuple[str, ...] = request.param
    return given


def _write(text: str) -> Path:
    path = Path("web.yaml")
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("text", [WEB, WEB.replace("\n", "\r\n"), WEB.rstrip("\n"), f"---\n{NAMESPACE}---\n{WEB}...\n"])
def test_in_place_injection_is_taken_back_to_the_letter(meshctl: Meshctl, family: tuple[str, ...], text: str) -> None:
    path = Path("web.yaml")
    path.write_bytes(text.encode())
    assert meshctl("kube-inject", *family, "-f", "web.yaml", "--in-place").code == 0
    assert b"meshctl.io/injection: v1." in path.read_bytes()
    assert meshctl("uninject", "-f", "web.yaml", "--in-place").code == 0
    assert path.read_bytes() == text.encode()


def test_injecting_again_is_an_update_that_still_leads_back(meshctl: Meshctl, family: tuple[str, ...]) -> None:
    path = _write(WEB)
    assert meshctl("kube-inject", *family, "-f", "web.yaml", "--in-place").code == 0
    first = path.read_text("utf-8")
    assert meshctl("kube-inject", *family, "-f", "web.yaml", "--check").code == 0
    assert meshctl("kube-inject", *family, "--no-native-sidecars", "-f", "web.yaml", "--in-place").code == 0
    assert path.read_text("utf-8") != first
    assert meshctl("uninject", "-f", "web.yaml").out == WEB


def test_injecting_an_edited_file_again_keeps_the_edit_and_the_way_back(
    meshctl: Meshctl, family: tuple[str, ...]
) -> None:
    path = _write(WEB)
    meshctl("kube-inject", *family, "-f", "web.yaml", "--in-place")
    path.write_text(path.read_text("utf-8").replace("'nginx'", "'nginx:2'"), "utf-8")
    assert meshctl("kube-inject", *family, "-f", "web.yaml", "--in-place").code == 0
    assert meshctl("uninject", "-f", "web.yaml").out == WEB.replace("'nginx'", "'nginx:2'")


def test_an_edit_elsewhere_survives(meshctl: Meshctl, family: tuple[str, ...]) -> None:
    path = _write(WEB)
    meshctl("kube-inject", *family, "-f", "web.yaml", "--in-place")
    path.write_text(path.read_text("utf-8").replace("'nginx'", "'nginx:2'"), "utf-8")
    done = meshctl("uninject", "-f", "web.yaml", "--report", "text")
    assert done.code == 0
    assert done.out == WEB.replace("'nginx'", "'nginx:2'")


def test_an_edit_of_what_was_injected_is_refused_with_a_diff_and_forced_by_names(meshctl: Meshctl) -> None:
    path = _write(WEB)
    meshctl("kube-inject", *LINKERD, "-f", "web.yaml", "--in-place")
    edited = path.read_text("utf-8").replace("runAsUser: 2102", "runAsUser: 0")
    path.write_text(edited, "utf-8")
    done = meshctl("uninject", "-f", "web.yaml", "--in-place")
    assert done.code == 4
    assert "web.yaml:2:1: Deployment web: what injection wrote was edited since:" in done.err
    assert "-    runAsUser: 2102\n+    runAsUser: 0\n" in done.err
    assert path.read_text("utf-8") == edited
    assert meshctl("uninject", "-f", "web.yaml", "--force").out == WEB


def test_a_mark_that_a_person_set_stays_in_a_file_with_records(meshctl: Meshctl) -> None:
    _write(f"{NAMESPACE}---\n{WEB}")
    meshctl("kube-inject", "-f", "web.yaml", "--in-place")
    done = meshctl("uninject", "-f", "web.yaml", "--report", "text")
    assert done.out == f"{NAMESPACE}---\n{WEB}"
    assert "Namespace shop skipped" in done.err


def test_without_a_record_probes_and_scraping_come_back_from_the_proxys_environment(meshctl: Meshctl) -> None:
    _write(WEB)
    injected = meshctl("kube-inject", "-f", "web.yaml").out
    done = meshctl("uninject", "-f", "-", stdin=injected)
    assert done.code == 0
    assert done.out == WEB.replace("httpGet: {port: http}", "httpGet: {port: 80}")
    assert "not restored: the name of the port of web readinessProbe" in done.err


CUSTOM = """\
policy: enabled
defaultTemplates: [{default}]
templates:
  audited: |
    metadata:
      annotations: {{audited.example.org/by: security}}
    spec:
      hostAliases: [{{ip: 192.0.2.1, hostnames: [audit]}}]
      containers:
      - {{name: auditor, image: auditor}}
"""
LEFT = "wrote (fields of the pod and of your containers, labels, annotations: left"


@pytest.mark.parametrize(
    ("default", "asked", "told"),
    [
        ("audited", "", f"not restored: what else the template that brought auditor {LEFT}"),
        ("", "audited", f"not restored: what else template audited {LEFT}"),
    ],
)
def test_what_a_template_of_ones_own_wrote_is_told_to_be_left(
    meshctl: Meshctl, default: str, asked: str, told: str
) -> None:
    Path("config.yaml").write_text(CUSTOM.format(default=default), "utf-8")
    text = WEB.replace("annotations: {", f"annotations: {{inject.istio.io/templates: {asked}, ") if asked else WEB
    injected = meshctl("kube-inject", "--injectConfigFile", "config.yaml", "-f", "-", stdin=text)
    assert "auditor" in injected.out, injected.err
    done = meshctl("uninject", "-f", "-", stdin=injected.out)
    assert done.code == 0
    assert "image: auditor" not in done.out
    assert "hostAliases" in done.out
    assert told in done.err


@pytest.mark.parametrize("template", ["grpc-simple", "grpc-agent"])
def test_probe_switch_of_the_grpc_templates_is_told_to_be_left(meshctl: Meshctl, template: str) -> None:
    text = WEB.replace("annotations: {", f"annotations: {{inject.istio.io/templates: {template}, ")
    done = meshctl("uninject", "-f", "-", stdin=meshctl("kube-inject", "-f", "-", stdin=text).out)
    assert 'sidecar.istio.io/rewriteAppHTTPProbers: "false"' in done.out
    assert "not restored: annotation sidecar.istio.io/rewriteAppHTTPProbers: left, since you may" in done.err
    assert "what else" not in done.err


@pytest.mark.parametrize("template", ["sidecar", "sidecar,spire"])
def test_templates_whose_traces_are_known_leave_nothing_to_tell(meshctl: Meshctl, template: str) -> None:
    text = WEB.replace("annotations: {", f'annotations: {{inject.istio.io/templates: "{template}", ')
    text = text.replace("port: http", "port: 80")
    done = meshctl("uninject", "-f", "-", stdin=meshctl("kube-inject", "-f", "-", stdin=text).out)
    assert "what else" not in done.err


def test_check_names_what_would_change_and_diff_shows_it(meshctl: Meshctl) -> None:
    _write(meshctl("kube-inject", *LINKERD, "-f", "-", stdin=WEB).out)
    done = meshctl("uninject", "-f", "web.yaml", "--check")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("web.yaml: would change (Deployment shop/web)\n")
    assert "-      - name: linkerd-init\n" in meshctl("uninject", "-f", "web.yaml", "--diff").out


def test_a_family_can_be_left_in(meshctl: Meshctl) -> None:
    _write(meshctl("kube-inject", "-f", "-", stdin=WEB).out)
    assert meshctl("uninject", "--family", "linkerd", "-f", "web.yaml", "--check").code == 0
    assert meshctl("uninject", "--family", "nope", "-f", "web.yaml").code == 2


def test_a_broken_record_is_named(meshctl: Meshctl) -> None:
    _write(NAMESPACE.replace("linkerd.io/inject: enabled", "meshctl.io/injection: v1.broken"))
    done = meshctl("uninject", "-f", "web.yaml")
    assert done.code == 4
    assert "annotation meshctl.io/injection is no record of an injection" in done.err


def test_linkerds_report_is_printed_on_demand(meshctl: Meshctl) -> None:
    _write(meshctl("kube-inject", *LINKERD, "-f", "-", "--report", "none", stdin=WEB).out)
    assert meshctl("uninject", "-f", "web.yaml", "--report", "linkerd").err == '\ndeployment "web" uninjected\n\n'
