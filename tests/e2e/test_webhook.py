"""The webhook on a real API server: who is injected, what people see, and what happens when things break."""

from __future__ import annotations

import base64
import json
import ssl
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.cluster import free_port
from tests.e2e.injector import (
    CONFIGURATION,
    NAMESPACE,
    SECRET,
    Chart,
    Process,
    account_kubeconfig,
    create,
    deployment_pod,
    install,
    network_of,
    pod,
    process,
    proxy_of,
    uninstall,
)
from tests.shared_data import conformance_root
from tests.webhook.support import new_authority, until, write_pair
from webhook.certificates import issue_serving
from webhook.files import write_set

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.cluster import ApiServer

TABLE = conformance_root() / "istio-inject" / "webhook-selection" / "index.json"
ROWS: list[dict[str, Any]] = json.loads(TABLE.read_text("utf-8"))["cases"] if TABLE.exists() else []
REVISION = "1-16"


class Installed:
    """The webhook, installed for the default revision, for revision 1-16 and for its tag `prod`."""

    def __init__(self, api: ApiServer, chart: Chart, running: Process, kubeconfig: Path) -> None:
        self.api = api
        self.chart = chart
        self.process = running
        self.kubeconfig = kubeconfig


@pytest.fixture(scope="module")
def injector(api_server: ApiServer, helm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    folder = tmp_path_factory.mktemp("injector")
    port = free_port()
    chart = Chart(helm=helm, values=values_for(port, "default"))
    api_server.namespace(NAMESPACE)
    install(api_server, chart)
    kubeconfig = account_kubeconfig(api_server, folder)
    config = folder / "config"
    write_set(config, {"values": b"{}", "mesh": b"{}"})
    environment = {**chart.environment(), "KUBECONFIG": str(kubeconfig), "MESHCTL_CONFIG_DIR": str(config)}
    with process(folder, environment, port) as running:
        until(lambda: trusted_bundle(api_server))
        other = values_for(port, REVISION) | {"revision": REVISION, "revisionTags": ["prod"]}
        other["webhook"]["caBundle"] = trusted_bundle(api_server)
        second = Chart(helm=helm, release="other", values=other)
        install(api_server, second)
        yield Installed(api_server, chart, running, kubeconfig)
        uninstall(api_server, second)
        uninstall(api_server, chart)


def values_for(port: int, network: str) -> dict[str, Any]:
    return {
        "webhook": {"url": f"https://127.0.0.1:{port}/inject/net/{network}"},
        "certificates": {"extraHosts": ["127.0.0.1"]},
    }


def trusted_bundle(api: ApiServer) -> str:
    """The caBundle of the default configuration, PEM; empty until it was filled."""
    entries = api.get("mutatingwebhookconfiguration", CONFIGURATION)["webhooks"]
    bundles = {entry["clientConfig"].get("caBundle", "") for entry in entries}
    return base64.b64decode(bundles.pop()).decode() if len(bundles) == 1 else ""


def test_labelled_namespace_gets_sidecars_in_pods_of_a_deployment(injector: Installed) -> None:
    namespace = injector.api.namespace("labelled", {"istio-injection": "enabled"})
    stored = create(injector.api, namespace, deployment_pod("shop"))
    proxy = proxy_of(stored)
    assert proxy is not None
    assert {"name": "ISTIO_META_WORKLOAD_NAME", "value": "shop"} in proxy["env"]
    assert stored["metadata"]["annotations"]["sidecar.istio.io/status"]
    assert stored["metadata"]["labels"]["service.istio.io/canonical-name"] == "shop"


@pytest.mark.skipif(not ROWS, reason="the published data conformance/istio-inject is not beside this checkout")
@pytest.mark.parametrize("number", range(len(ROWS)), ids=[row["name"] for row in ROWS])
def test_published_selection(injector: Installed, number: int) -> None:
    row = ROWS[number]
    namespace = injector.api.namespace(f"row-{number}", row["namespace_labels"])
    called_by = network_of(create(injector.api, namespace, pod("app", labels=row["pod_labels"])))
    expected = {
        "default": row["selected"]["istio-sidecar-injector"],
        REVISION: row["selected"]["istio-sidecar-injector-1-16"],
    }
    assert called_by == next((name for name, selected in expected.items() if selected), None)


def test_tag_chooses_the_revision_behind_it(injector: Installed) -> None:
    namespace = injector.api.namespace("tagged", {"istio.io/rev": "prod"})
    assert network_of(create(injector.api, namespace, pod("app"))) == REVISION


@pytest.mark.parametrize("place", ["labels", "annotations"])
def test_pod_can_opt_out(injector: Installed, place: str) -> None:
    namespace = injector.api.namespace("optout", {"istio-injection": "enabled"})
    switch: dict[str, Any] = {place: {"sidecar.istio.io/inject": "false"}}
    assert proxy_of(create(injector.api, namespace, pod(f"by-{place}", **switch))) is None


def test_host_network_pod_that_asked_is_told_why_by_kubectl(injector: Installed) -> None:
    namespace = injector.api.namespace("hostnet", {"istio-injection": "enabled"})
    asking = pod("app", labels={"sidecar.istio.io/inject": "true"})
    asking["spec"]["hostNetwork"] = True
    done = injector.api.kubectl("create", "-n", namespace, "-f", "-", stdin=json.dumps(asking))
    assert "Warning: label sidecar.istio.io/inject=true has no effect" in done.stderr
    assert proxy_of(injector.api.get("pod", "app", "-n", namespace)) is None


def test_refusal_names_annotation_value_and_remedy_in_kubectl(injector: Installed) -> None:
    namespace = injector.api.namespace("refused", {"istio-injection": "enabled"})
    wrong = pod("app", annotations={"traffic.sidecar.istio.io/excludeInboundPorts": "https"})
    done = injector.api.kubectl("create", "-n", namespace, "-f", "-", stdin=json.dumps(wrong), check=False)
    assert done.returncode != 0
    assert "traffic.sidecar.istio.io/excludeInboundPorts" in done.stderr
    assert "https" in done.stderr


def test_dry_run_shows_the_sidecar_and_stores_nothing(injector: Installed) -> None:
    namespace = injector.api.namespace("dryrun", {"istio-injection": "enabled"})
    assert proxy_of(create(injector.api, namespace, pod("app"), "--dry-run=server")) is not None
    assert injector.api.get("pods", "-n", namespace)["items"] == []


def test_container_of_a_later_webhook_is_seen_by_reinvocation(injector: Installed, tmp_path: Path) -> None:
    namespace = injector.api.namespace("reinvoked", {"istio-injection": "enabled"})
    with late_webhook(injector.api, tmp_path):
        stored = create(injector.api, namespace, pod("app"))
    proxy = proxy_of(stored)
    assert proxy is not None
    probers = next(entry["value"] for entry in proxy["env"] if entry["name"] == "ISTIO_KUBE_APP_PROBERS")
    assert "/app-health/late/readyz" in json.loads(probers)
    late = next(container for container in stored["spec"]["containers"] if container["name"] == "late")
    assert late["readinessProbe"]["httpGet"]["path"] == "/app-health/late/readyz"


def test_bad_configuration_is_refused_and_the_old_one_serves(injector: Installed) -> None:
    namespace = injector.api.namespace("badconfig", {"istio-injection": "enabled"})
    config = injector.process.folder / "config"
    try:
        write_set(config, {"values": b"global: [this is, no mapping", "mesh": b"{}"})
        until(lambda: "configuration refused" in injector.process.log)
        assert proxy_of(create(injector.api, namespace, pod("old"))) is not None
        write_set(config, {"values": b"global: {hub: changed.example}", "mesh": b"{}"})
        until(lambda: image_of(create(injector.api, namespace, pod("x"), "--dry-run=server")).startswith("changed."))
    finally:
        write_set(config, {"values": b"{}", "mesh": b"{}"})


def image_of(stored: dict[str, Any]) -> str:
    proxy = proxy_of(stored)
    return str(proxy["image"]) if proxy else ""


def test_status_command_finds_every_entry_trusted(injector: Installed) -> None:
    command = [
        sys.executable,
        "-m",
        "webhook",
        "status",
        "--configuration",
        CONFIGURATION,
        "--server-name",
        "127.0.0.1",
    ]
    command += ["--port", str(injector.process.port), "--kubeconfig", str(injector.kubeconfig)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("trusted  ") == 4
    assert "NOT TRUSTED" not in done.stdout


def test_two_replicas_bootstrap_from_nothing_and_agree(
    api_server: ApiServer, helm: Path, injector: Installed, tmp_path: Path
) -> None:
    values: dict[str, Any] = {
        "webhook": {"name": "bootstrap", "url": "https://127.0.0.1:1/inject"},
        "revision": "bootstrap",
    }
    values["certificates"] = {"extraHosts": ["127.0.0.1"]}
    chart = Chart(helm=helm, release="boot", values=values)
    install(api_server, chart)
    kubeconfig = account_kubeconfig(api_server, tmp_path, "boot-meshctl-injector")
    environment = {**chart.environment(), "KUBECONFIG": str(kubeconfig), "MESHCTL_CONFIG_DIR": ""}
    try:
        with (
            process(tmp_path / "one", environment, wait=False) as one,
            process(tmp_path / "two", environment, wait=False) as two,
        ):
            until(lambda: one.ready() and two.ready(), 30)
            assert one.certificate == two.certificate
            bundles = {
                entry["clientConfig"].get("caBundle")
                for entry in api_server.get("mutatingwebhookconfiguration", "bootstrap")["webhooks"]
            }
            stored = api_server.get("secret", "boot-meshctl-injector-certs", "-n", NAMESPACE)
            assert bundles == {stored["data"]["ca.crt"]}
    finally:
        uninstall(api_server, chart)
    assert injector.process.ready()


@pytest.mark.parametrize("policy", ["Fail", "Ignore"])
def test_dead_webhook_holds_only_what_it_was_asked_to_hold(
    api_server: ApiServer, helm: Path, injector: Installed, policy: str
) -> None:
    webhook = {"name": "dead", "url": f"https://127.0.0.1:{free_port()}/inject", "failurePolicy": policy}
    chart = Chart(helm=helm, release="dead", values={"revision": "dead", "webhook": webhook})
    (configuration,) = [each for each in chart.objects() if each["kind"] == "MutatingWebhookConfiguration"]
    api_server.apply(configuration)
    namespace = api_server.namespace(f"dead-{policy.lower()}", {"istio.io/rev": "dead"})
    api_server.kubectl("label", "namespace", "kube-system", "istio.io/rev=dead", "--overwrite")
    try:
        done = api_server.kubectl("create", "-n", namespace, "-f", "-", stdin=json.dumps(pod("app")), check=False)
        assert (done.returncode == 0) is (policy == "Ignore"), done.stderr
        create(api_server, "kube-system", pod(f"unharmed-{policy.lower()}"))
    finally:
        api_server.kubectl("label", "namespace", "kube-system", "istio.io/rev-")
        api_server.kubectl("delete", "mutatingwebhookconfiguration", "dead")
    assert injector.process.ready()


def test_rotation_of_the_certificate_loses_no_pod(api_server: ApiServer, helm: Path, tmp_path: Path) -> None:
    authority = new_authority()
    certificates = tmp_path / "given"
    rotate(certificates, authority)
    environment = {
        "MESHCTL_TLS_CERT": str(certificates / "tls.crt"),
        "MESHCTL_TLS_KEY": str(certificates / "tls.key"),
        "MESHCTL_KEEP_ALIVE_S": "1",
    }
    namespace = api_server.namespace("rotated", {"istio.io/rev": "rotated"})
    with process(tmp_path / "webhook", environment) as running:
        webhook = {"name": "rotated", "url": f"https://127.0.0.1:{running.port}/inject"}
        webhook["caBundle"] = authority.certificate.decode()
        chart = Chart(helm=helm, release="rotated", values={"revision": "rotated", "webhook": webhook})
        (configuration,) = [each for each in chart.objects() if each["kind"] == "MutatingWebhookConfiguration"]
        api_server.apply(configuration)
        try:
            until(lambda: image_of(create(api_server, namespace, pod("x"), "--dry-run=server")))
            stopping = threading.Event()
            turning = threading.Thread(target=keep_rotating, args=(certificates, authority, stopping))
            turning.start()
            stored = [create(api_server, namespace, pod(f"pod-{number}")) for number in range(40)]
            stopping.set()
            turning.join()
        finally:
            api_server.kubectl("delete", "mutatingwebhookconfiguration", "rotated")
        assert all(proxy_of(each) for each in stored)
        assert running.log.count("certificate taken over") > 3


def keep_rotating(folder: Path, authority: Any, stopping: threading.Event) -> None:
    while not stopping.wait(0.5):
        rotate(folder, authority)


def rotate(folder: Path, authority: Any) -> None:
    pair = issue_serving(authority, ["127.0.0.1"], now=datetime.now(UTC))
    write_set(folder, {"tls.crt": pair.certificate, "tls.key": pair.key})


@contextmanager
def late_webhook(api: ApiServer, folder: Path) -> Iterator[None]:
    """A second mutating webhook, called after ours by its name, that adds a container with a probe."""
    authority = new_authority()
    write_pair(folder, authority)
    server = ThreadingHTTPServer(("127.0.0.1", 0), AddsContainer)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "tls.crt", folder / "tls.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    bundle = base64.b64encode(authority.certificate).decode()
    entry = {
        "name": "late.example.org",
        "clientConfig": {"url": f"https://127.0.0.1:{server.server_address[1]}/", "caBundle": bundle},
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "reinvoked"}},
        "rules": [{"operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"]}],
        "sideEffects": "None",
        "admissionReviewVersions": ["v1"],
    }
    kind = {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingWebhookConfiguration"}
    api.apply({**kind, "metadata": {"name": "zz-late"}, "webhooks": [entry]})
    try:
        until(lambda: has_late(create(api, "reinvoked", pod("x"), "--dry-run=server")))
        yield
    finally:
        api.kubectl("delete", "mutatingwebhookconfiguration", "zz-late")
        server.shutdown()
        server.server_close()


def has_late(stored: dict[str, Any]) -> bool:
    return any(container["name"] == "late" for container in stored["spec"]["containers"])


class AddsContainer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        review = json.loads(self.rfile.read(int(self.headers["content-length"])))
        late = {
            "name": "late",
            "image": "registry.example/late:1",
            "readinessProbe": {"httpGet": {"path": "/ready", "port": 8080}},
        }
        here = any(each["name"] == "late" for each in review["request"]["object"]["spec"]["containers"])
        operations = [] if here else [{"op": "add", "path": "/spec/containers/-", "value": late}]
        response = {
            "uid": review["request"]["uid"],
            "allowed": True,
            "patchType": "JSONPatch",
            "patch": base64.b64encode(json.dumps(operations).encode()).decode(),
        }
        body = json.dumps({**review, "response": response}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def test_secret_is_the_only_one_the_service_account_may_read(injector: Installed) -> None:
    config = f"--kubeconfig={injector.kubeconfig}"
    allowed = injector.api.kubectl("get", "secret", SECRET, "-n", NAMESPACE, config, check=False)
    listed = injector.api.kubectl("get", "secrets", "-n", NAMESPACE, config, check=False)
    pods = injector.api.kubectl("get", "pods", "-A", config, check=False)
    assert (allowed.returncode, listed.returncode, pods.returncode) == (0, 1, 1)
