"""The webhook as a process of its own, installed by its chart on a real API server.

There is no kubelet to run the chart's Deployment, so the process runs here, on loopback, with the environment that the
Deployment gives it and with a token of the chart's ServiceAccount: what its RBAC does not allow fails here too. The
API server reaches it by URL, since nothing routes Services either.
"""

from __future__ import annotations

import contextlib
import json
import os
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meshctl.yamlio import load_plain
from tests.e2e.cluster import ApiServer, free_port
from tests.webhook.support import until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[2]
CHART = ROOT / "charts" / "meshctl-injector"
RELEASE, NAMESPACE = "e2e", "mesh"
SECRET = f"{RELEASE}-meshctl-injector-certs"
ACCOUNT = f"{RELEASE}-meshctl-injector"
CONFIGURATION = "meshctl-sidecar-injector"


@dataclass(kw_only=True)
class Chart:
    """The chart with values, rendered by Helm."""

    helm: Path
    release: str = RELEASE
    values: dict[str, Any] = field(default_factory=dict)

    def render(self) -> str:
        command = [str(self.helm), "template", self.release, str(CHART), "-n", NAMESPACE, "--kube-version", "1.36.0"]
        text = json.dumps(self.values)
        done = subprocess.run([*command, "-f", "-"], input=text, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def objects(self) -> list[dict[str, Any]]:
        documents: list[Any] = [load_plain(text) for text in f"\n{self.render()}".split("\n---\n")]
        return [document for document in documents if document]

    def environment(self) -> dict[str, str]:
        (deployment,) = [each for each in self.objects() if each["kind"] == "Deployment"]
        container = deployment["spec"]["template"]["spec"]["containers"][0]
        return {entry["name"]: entry["value"] for entry in container["env"]}


@dataclass(kw_only=True)
class Process:
    """One running webhook."""

    port: int
    folder: Path
    popen: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        return (self.folder / "webhook.log").read_text("utf-8")

    @property
    def certificate(self) -> bytes:
        return (self.folder / "certs" / "tls.crt").read_bytes()

    def ready(self) -> bool:
        context = ssl._create_unverified_context()  # noqa: S323  readiness only; trust is what the API server shows
        address = f"https://127.0.0.1:{self.port}/readyz"
        with (
            contextlib.suppress(OSError, urllib.error.URLError),
            urllib.request.urlopen(address, context=context, timeout=2) as answer,
        ):
            return bool(answer.status == 200)
        return False

    def stop(self) -> int:
        self.popen.terminate()
        return self.popen.wait(30)


@contextlib.contextmanager
def process(folder: Path, environment: Mapping[str, str], port: int = 0, *, wait: bool = True) -> Iterator[Process]:
    """Start `meshctl-webhook run` with the given environment; ready when the block begins, unless not waited for."""
    folder.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    own = {
        "MESHCTL_HOST": "127.0.0.1",
        "MESHCTL_PORT": str(port),
        "MESHCTL_CERTIFICATE_DIR": str(folder / "certs"),
        "MESHCTL_DRAIN_S": "0.2",
        "MESHCTL_WATCH_S": "0.2",
    }
    base = {name: value for name, value in os.environ.items() if not name.startswith("MESHCTL_")}
    with (folder / "webhook.log").open("wb") as log:
        popen = subprocess.Popen(
            [sys.executable, "-m", "webhook", "run"],
            cwd=ROOT,
            env={**base, **environment, **own},
            stdout=log,
            stderr=log,
        )
    running = Process(port=port, folder=folder, popen=popen)
    try:
        if wait:
            until(lambda: running.ready() or popen.poll() is not None, 30)
            assert popen.poll() is None, running.log
        yield running
    finally:
        if popen.poll() is None:
            popen.terminate()
        popen.wait(30)


def install(api: ApiServer, chart: Chart) -> None:
    """Apply everything the chart renders."""
    api.apply(chart.render())


def uninstall(api: ApiServer, chart: Chart) -> None:
    api.kubectl("delete", "--ignore-not-found", "--wait=false", "-f", "-", stdin=chart.render())


def account_kubeconfig(api: ApiServer, folder: Path, account: str = ACCOUNT) -> Path:
    """A kubeconfig that logs in as the chart's ServiceAccount."""
    token = api.kubectl("create", "token", account, "-n", NAMESPACE).stdout.strip()
    config: dict[str, Any] = json.loads(api.kubeconfig.read_text("utf-8"))
    config["users"][0]["user"] = {"token": token}
    path = folder / f"{account}.kubeconfig"
    path.write_text(json.dumps(config), encoding="utf-8")
    return path


def pod(name: str, **metadata: Any) -> dict[str, Any]:
    """A pod with one container."""
    containers = [{"name": "app", "image": "registry.example/app:1"}]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, **metadata},
        "spec": {"containers": containers},
    }


def deployment_pod(name: str) -> dict[str, Any]:
    """A pod as the controllers of a Deployment make it."""
    made = pod("", generateName=f"{name}-6d4f8b9c7-", labels={"app": name, "pod-template-hash": "6d4f8b9c7"})
    del made["metadata"]["name"]
    owner = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": f"{name}-6d4f8b9c7", "uid": "0", "controller": True}
    made["metadata"]["ownerReferences"] = [owner]
    return made


def create(api: ApiServer, namespace: str, manifest: Mapping[str, Any], *arguments: str) -> dict[str, Any]:
    """Create a pod and give it back as the API server stored it."""
    done = api.kubectl("create", "-n", namespace, "-o", "json", *arguments, "-f", "-", stdin=json.dumps(manifest))
    stored: dict[str, Any] = json.loads(done.stdout)
    return stored


def proxy_of(stored: Mapping[str, Any]) -> dict[str, Any] | None:
    """The injected proxy of a pod, wherever it stands."""
    spec = stored["spec"]
    everywhere = [*spec["containers"], *spec.get("initContainers", [])]
    return next((container for container in everywhere if container["name"] == "istio-proxy"), None)


def network_of(stored: Mapping[str, Any]) -> str | None:
    """The network the URL path set on the proxy: which configuration called the webhook."""
    proxy = proxy_of(stored)
    entries = (proxy or {}).get("env", [])
    return next((entry["value"] for entry in entries if entry["name"] == "ISTIO_META_NETWORK"), None)
