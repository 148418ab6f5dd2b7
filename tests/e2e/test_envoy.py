"""The envoy family with a real Envoy: the bootstrap of the how-to, an injected pod's own arguments and its own rules.

The proxy runs in the pod's network namespace as its container would: same arguments, same user, the bootstrap where the
mount puts it. Its counters tell which connections passed it.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from meshctl.intercept.containers import find_init_arguments
from meshctl.yamlio import load_plain
from tests.e2e import namespaces as net
from tests.e2e.conftest import missing
from tests.webhook.support import until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.e2e.namespaces import Network

HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "envoy-sidecar.md"
PASSED = {
    "outbound": "cluster.original_destination.upstream_cx_total",
    "inbound": "cluster.original_destination_passthrough.upstream_cx_total",
}
PROXY_UID = 1337
STOP_S = 10.0

POD = f"""
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  annotations:
    envoy.meshctl.io/exclude-outbound-ports: "5432"
    envoy.meshctl.io/exclude-outbound-ip-ranges: {net.FAR_V4}/24
    envoy.meshctl.io/exclude-inbound-ports: "9090"
spec:
  containers:
  - {{name: web, image: web}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A running Envoy in the pod of a network."""

    wire: Network
    process: subprocess.Popen[bytes]

    def passed(self) -> dict[str, int]:
        """How many connections passed so far, by direction."""
        text = fetch(self.wire.pod, f"http://127.0.0.1:15000/stats?filter={'%7C'.join(PASSED.values())}")
        counts = dict(line.split(": ") for line in text.splitlines())
        return {direction: int(counts[name]) for direction, name in PASSED.items()}

    def ready(self) -> bool:
        """What the kubelet's probe would find, from outside."""
        with contextlib.suppress(subprocess.CalledProcessError):
            return fetch(self.wire.outside, f"http://{net.POD_V4}:15000/ready").strip() == "LIVE"
        return False


def fetch(namespace: str, url: str) -> str:
    code = "import sys, urllib.request as r; print(r.urlopen(sys.argv[1], timeout=3).read().decode(), end='')"
    return net.run("ip", "netns", "exec", namespace, sys.executable, "-I", "-S", "-c", code, url).stdout


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that the proxy's user can read, with the program and the how-to's bootstrap."""
    found = find_spec("envoy")
    if found is None or found.origin is None:
        missing("Envoy is not installed (the extra `preview`: pip install -e '.[preview]')")
        return
    with tempfile.TemporaryDirectory(prefix="meshctl-envoy-") as place:
        os.chmod(place, 0o755)  # noqa: PTH101, S103  another user runs what lies here
        shutil.copy(Path(found.origin).parent / "_bin" / "envoy", place)
        config_map: Any = load_plain(_yaml_of_how_to())
        Path(place, "envoy.yaml").write_text(config_map["data"]["envoy.yaml"], "utf-8")
        yield Path(place)


def _yaml_of_how_to() -> str:
    blocks: list[str] = re.findall(r"```yaml\n(.*?)```", HOW_TO.read_text("utf-8"), re.DOTALL)
    return next(block for block in blocks if "admin:" in block)


@pytest.fixture(scope="module")
def injected(folder: Path) -> dict[str, Any]:
    """The injected pod; the bootstrap goes along, so that meshctl's own check has passed it too."""
    (folder / "pod.yaml").write_text(POD, "utf-8")
    (folder / "bootstrap.yaml").write_text(
        _yaml_of_how_to().replace("name: envoy-bootstrap", "name: envoy-bootstrap\n  namespace: shop"), "utf-8"
    )
    files = ("-f", str(folder / "bootstrap.yaml"), "-f", str(folder / "pod.yaml"))
    text = net.run(*net.MESHCTL, "kube-inject", "--family", "envoy", *files).stdout
    documents: list[Any] = [load_plain(part) for part in f"\n{text}".split("\n---\n")]
    return next(each for each in documents if each and each["kind"] == "Pod")


@pytest.fixture(scope="module")
def wire(folder: Path) -> Iterator[Network]:
    assert folder.exists()
    try:
        with net.network(in_pod="application") as made:
            yield made
    except net.CannotTestError as reason:
        missing(f"no network namespaces: {reason}")


@pytest.fixture
def proxy(wire: Network, folder: Path, injected: Mapping[str, Any]) -> Iterator[Proxy]:
    """The pod's rules by its own init container's arguments, and its proxy by its own container's."""
    found = find_init_arguments(injected)  # type: ignore[arg-type]
    assert found is not None
    assert wire.meshctl("apply", "--no-ipv6", *found.arguments).returncode == 0
    user = ("setpriv", f"--reuid={PROXY_UID}", f"--regid={PROXY_UID}", "--clear-groups")
    command = ("ip", "netns", "exec", wire.pod, *user, str(folder / "envoy"), *arguments_of(injected, folder))
    with (folder / "envoy.log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        running = Proxy(wire=wire, process=process)
        try:
            until(lambda: running.ready() or process.poll() is not None, 30)
            assert process.poll() is None, (folder / "envoy.log").read_text("utf-8")
            yield running
        finally:
            process.kill()
            assert wire.meshctl("clean", "--no-ipv6").returncode == 0


def arguments_of(pod: Mapping[str, Any], folder: Path) -> list[str]:
    """The arguments of the proxy's container, with what the kubelet would put in: variables and the mounted file."""
    container = next(each for each in pod["spec"]["initContainers"] if each["name"] == "envoy")
    known = {"POD_NAME": "web", "POD_NAMESPACE": "shop"}
    replaced = [re.sub(r"\$\((\w+)\)", lambda found: known[found[1]], word) for word in container["args"]]
    return [str(folder / "envoy.yaml") if word == "/etc/envoy/bootstrap/envoy.yaml" else word for word in replaced]


def test_real_envoy_finds_the_how_tos_bootstrap_valid(folder: Path, injected: Mapping[str, Any]) -> None:
    done = net.run(str(folder / "envoy"), "--mode", "validate", *arguments_of(injected, folder), check=False)
    assert done.returncode == 0, done.stderr
    assert "envoy.yaml' OK" in done.stdout


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One connection: who asks whom, who answers, and which way it passes the proxy, empty for none."""

    name: str
    host: str
    port: int
    answer: str
    passes: str = ""
    inside: bool = True
    uid: int = 1000


CASES = (
    Case(name="outbound", host=net.OUTSIDE_V4, port=443, answer="outside:443", passes="outbound"),
    Case(name="excluded outbound port", host=net.OUTSIDE_V4, port=5432, answer="outside:5432"),
    Case(name="excluded outbound range", host=net.FAR_V4, port=443, answer="outside:443"),
    Case(name="the proxy's own user", host=net.OUTSIDE_V4, port=443, answer="outside:443", uid=PROXY_UID),
    Case(name="application to itself", host=net.POD_V4, port=8080, answer="application:8080"),
    Case(name="inbound", host=net.POD_V4, port=8080, answer="application:8080", passes="inbound", inside=False),
    Case(name="excluded inbound port", host=net.POD_V4, port=9090, answer="application:9090", inside=False),
)


def test_connections_pass_the_proxy_or_go_around_it(proxy: Proxy) -> None:
    for case in CASES:
        before = proxy.passed()
        answer = proxy.wire.reach(inside=case.inside, host=case.host, port=case.port, uid=case.uid)
        passed = {way for way, count in proxy.passed().items() if count > before[way]}
        assert (case.name, answer, passed) == (case.name, case.answer, {case.passes} - {""})


_TALKER = """
import socket, sys
with socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=20) as talk:
    print(talk.recv(100).decode(), flush=True)
    for line in sys.stdin:
        talk.sendall(line.encode())
        print(talk.recv(100).decode(), end="", flush=True)
"""


@contextlib.contextmanager
def talker(wire: Network) -> Iterator[subprocess.Popen[str]]:
    """An application that keeps one connection open, and says on it what it is told to."""
    user = ("setpriv", "--reuid=1000", "--regid=1000", "--clear-groups")
    command = (
        "ip",
        "netns",
        "exec",
        wire.pod,
        *user,
        sys.executable,
        "-I",
        "-S",
        "-c",
        _TALKER,
        net.OUTSIDE_V4,
        "7777",
    )
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def say(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{words}\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def test_open_connections_outlive_a_drain_and_the_proxy_ends_when_told(proxy: Proxy) -> None:
    with talker(proxy.wire) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "outside:7777"
        assert proxy.passed()["outbound"] == 1
        drain = (
            "import urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:15000/drain_listeners', method='POST'))"
        )
        net.run("ip", "netns", "exec", proxy.wire.pod, sys.executable, "-I", "-S", "-c", drain)
        assert say(process, "still there?") == "still there?"
        until(lambda: proxy.wire.reach(inside=False, host=net.POD_V4, port=8080) != "application:8080")
        assert say(process, "and now?") == "and now?"
        proxy.process.send_signal(signal.SIGTERM)
        assert proxy.process.wait(STOP_S) == 0


def test_rules_without_a_proxy_let_nothing_through(proxy: Proxy) -> None:
    proxy.process.send_signal(signal.SIGTERM)
    assert proxy.process.wait(STOP_S) == 0
    refused = proxy.wire.reach(inside=True, host=net.OUTSIDE_V4, port=443)
    assert "refused" in refused
    assert proxy.wire.reach(inside=True, host=net.OUTSIDE_V4, port=5432) == "outside:5432"
