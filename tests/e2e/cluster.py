"""A real API server on loopback: etcd and kube-apiserver with generated certificates, token users and RBAC.

There is no kubelet, scheduler or controller manager: pods are created directly in the form their controller would give
them, nothing runs in them, and a namespace needs its `default` ServiceAccount made by hand (`ApiServer.namespace`).
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.e2e.toolchain import ETCD, KUBE_APISERVER, KUBECTL, locate
from webhook.certificates import issue_serving, make_authority

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

ADMIN_TOKEN = "admin-token"  # noqa: S105  a token of a server that lives for one test run
START_TIMEOUT_S = 90.0

# What a cluster runs by default comes on its own; these are named because tests rely on them.
ADMISSION_PLUGINS = "NamespaceLifecycle,ServiceAccount,PodSecurity,MutatingAdmissionWebhook,ValidatingAdmissionWebhook"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiServer:
    """A running API server: where it is, how to be let in, and kubectl bound to it."""

    url: str
    token: str
    ca: Path
    kubeconfig: Path
    kubectl_program: Path

    def kubectl(
        self, *arguments: str, stdin: str | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run kubectl as the administrator; AssertionError with its stderr when it fails and `check` is set."""
        done = subprocess.run(
            [str(self.kubectl_program), f"--kubeconfig={self.kubeconfig}", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if check and done.returncode != 0:
            raise AssertionError(f"kubectl {' '.join(arguments)} failed: {done.stderr}")
        return done

    def get(self, *arguments: str) -> Any:
        """`kubectl get ... -o json`, parsed."""
        return json.loads(self.kubectl("get", *arguments, "-o", "json").stdout)

    def apply(self, manifest: Mapping[str, Any] | str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`kubectl apply` of an object or of YAML text."""
        text = manifest if isinstance(manifest, str) else json.dumps(manifest)
        return self.kubectl("apply", "-f", "-", *arguments, stdin=text)

    def namespace(self, name: str, labels: Mapping[str, str] | None = None) -> str:
        """Make a namespace with its `default` ServiceAccount, which no controller makes here."""
        self.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": dict(labels or {})}})
        self.apply({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": name}})
        return name

    def request(self, path: str) -> bytes:
        """A GET as the administrator, straight to the server."""
        call = urllib.request.Request(self.url + path, headers={"Authorization": f"Bearer {self.token}"})  # noqa: S310
        context = ssl.create_default_context(cafile=str(self.ca))
        with urllib.request.urlopen(call, context=context, timeout=10) as answer:  # noqa: S310
            body: bytes = answer.read()
            return body


@contextlib.contextmanager
def running_api_server(folder: Path) -> Iterator[ApiServer]:
    """Start etcd and kube-apiserver with their files in `folder`; both are stopped at the end."""
    programs = {tool.name: locate(tool) for tool in (ETCD, KUBE_APISERVER, KUBECTL)}
    _write_credentials(folder)
    etcd_port, peer_port, port = free_port(), free_port(), free_port()
    server = ApiServer(
        url=f"https://127.0.0.1:{port}",
        token=ADMIN_TOKEN,
        ca=folder / "ca.crt",
        kubeconfig=folder / "kubeconfig",
        kubectl_program=programs["kubectl"],
    )
    _write_kubeconfig(server)
    with (
        _process([str(programs["etcd"]), *_etcd_flags(folder, etcd_port, peer_port)], folder / "etcd.log"),
        _process(
            [str(programs["kube-apiserver"]), *_api_server_flags(folder, etcd_port, port)], folder / "api.log"
        ) as process,
    ):
        _wait_until_ready(server, process, folder / "api.log")
        for name in ("default", "kube-system"):
            server.namespace(name)
        yield server


def free_port() -> int:
    """A TCP port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _write_credentials(folder: Path) -> None:
    now, life = datetime.now(UTC), timedelta(days=2)
    authority = make_authority("e2e", now=now, life=life)
    serving = issue_serving(authority, ["127.0.0.1", "localhost", "kubernetes.default.svc"], now=now, life=life)
    tokens = make_authority("service-accounts", now=now, life=life)
    files = {
        "ca.crt": authority.certificate,
        "server.crt": serving.certificate,
        "server.key": serving.key,
        "tokens.key": tokens.key,
        "tokens.crt": tokens.certificate,
        "users.csv": f'{ADMIN_TOKEN},admin,1,"system:masters"\n'.encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _write_kubeconfig(server: ApiServer) -> None:
    cluster = {"server": server.url, "certificate-authority": str(server.ca)}
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "e2e", "cluster": cluster}],
        "users": [{"name": "admin", "user": {"token": server.token}}],
        "contexts": [{"name": "e2e", "context": {"cluster": "e2e", "user": "admin"}}],
        "current-context": "e2e",
    }
    server.kubeconfig.write_text(json.dumps(config), encoding="utf-8")


def _etcd_flags(folder: Path, port: int, peer_port: int) -> list[str]:
    peer = f"http://127.0.0.1:{peer_port}"
    return [
        f"--data-dir={folder / 'etcd'}",
        f"--listen-client-urls=http://127.0.0.1:{port}",
        f"--advertise-client-urls=http://127.0.0.1:{port}",
        f"--listen-peer-urls={peer}",
        f"--initial-advertise-peer-urls={peer}",
        f"--initial-cluster=default={peer}",
        "--unsafe-no-fsync",  # the data lives for one run
    ]


def _api_server_flags(folder: Path, etcd_port: int, port: int) -> list[str]:
    return [
        f"--etcd-servers=http://127.0.0.1:{etcd_port}",
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        "--endpoint-reconciler-type=none",  # loopback is no valid endpoint
        f"--secure-port={port}",
        f"--cert-dir={folder}",
        f"--tls-cert-file={folder / 'server.crt'}",
        f"--tls-private-key-file={folder / 'server.key'}",
        f"--service-account-key-file={folder / 'tokens.crt'}",
        f"--service-account-signing-key-file={folder / 'tokens.key'}",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-cluster-ip-range=10.96.0.0/16",
        f"--token-auth-file={folder / 'users.csv'}",
        "--authorization-mode=RBAC",
        f"--enable-admission-plugins={ADMISSION_PLUGINS}",
        "--allow-privileged=true",
        "--profiling=false",
    ]


@contextlib.contextmanager
def _process(command: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output, cwd=log.parent) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_until_ready(server: ApiServer, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError, urllib.error.URLError):
            if server.request("/readyz") == b"ok":
                return
        time.sleep(0.3)
    raise AssertionError(f"kube-apiserver did not become ready; its last words: {log.read_text()[-2000:]}")
