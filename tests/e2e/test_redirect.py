"""The kernel does with real connections what `meshctl iptables explain` says: who answers is who explain names.

Each case states the answer, so that kernel and explanation cannot be wrong together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from meshctl.intercept.containers import find_init_arguments
from meshctl.intercept.flags import Surroundings, parse_arguments
from meshctl.intercept.question import Question, ask
from meshctl.intercept.ruleset import build
from meshctl.yamlio import load_plain
from tests.e2e import namespaces as net
from tests.e2e.conftest import missing
from tests.e2e.namespaces import Network

ARGUMENTS = {
    mode: (
        *("-p", "15001", "-z", "15006", "-u", "1337", "-m", mode, "-i", "*", "-b", "*"),
        *("-x", f"{net.FAR_V4}/24,{net.FAR_V6}/64", "-d", "15021,9090", "-o", "5432"),
        *("--redirect-dns", "--drop-invalid"),
    )
    for mode in ("REDIRECT", "TPROXY")
}
SERVERS = (net.OUTSIDE_V4, net.OUTSIDE_V6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One connection, told once with `{pod}`, `{outside}`, `{far}`, `{own}` for the addresses of either version."""

    name: str
    to: str
    port: int
    answer: str
    inside: bool = True
    kind: str = "tcp"
    uid: int = 1000
    source: str = ""


CASES = (
    Case(name="outbound", to="outside", port=443, answer="pod:15001"),
    Case(name="outbound to another port", to="outside", port=8443, answer="pod:15001"),
    Case(name="excluded outbound port", to="outside", port=5432, answer="outside:5432"),
    Case(name="excluded outbound range", to="far", port=443, answer="outside:443"),
    Case(name="the proxy's own traffic", to="outside", port=443, uid=1337, answer="outside:443"),
    Case(name="UDP other than DNS", to="outside", port=9999, kind="udp", answer="outside:9999"),
    Case(name="application to localhost", to="localhost", port=8080, answer="pod:8080"),
    Case(name="application to its own address", to="pod", port=8080, answer="pod:8080"),
    Case(name="proxy to localhost", to="localhost", port=8080, uid=1337, answer="pod:8080"),
    Case(name="proxy to the pod's address", to="pod", port=8080, uid=1337, answer="pod:15006"),
    Case(name="proxy passes on", to="pod", port=8080, uid=1337, source="own", answer="pod:8080"),
    Case(name="DNS over UDP", to="outside", port=53, kind="udp", answer="pod:15053"),
    Case(name="DNS over TCP", to="outside", port=53, answer="pod:15053"),
    Case(name="DNS of the proxy over UDP", to="outside", port=53, kind="udp", uid=1337, answer="outside:53"),
    Case(name="DNS of the proxy over TCP", to="outside", port=53, uid=1337, answer="outside:53"),
    Case(name="inbound", to="pod", port=8080, inside=False, answer="pod:15006"),
    Case(name="excluded inbound port", to="pod", port=15021, inside=False, answer="pod:15021"),
    Case(name="another excluded inbound port", to="pod", port=9090, inside=False, answer="pod:9090"),
)
ADDRESSES = {
    "v4": {
        "pod": net.POD_V4,
        "outside": net.OUTSIDE_V4,
        "far": net.FAR_V4,
        "localhost": "127.0.0.1",
        "own": "127.0.0.6",
    },
    "v6": {"pod": net.POD_V6, "outside": net.OUTSIDE_V6, "far": net.FAR_V6, "localhost": "::1", "own": "::6"},
}


@pytest.fixture(scope="module")
def wire() -> Iterator[Network]:
    try:
        with net.network() as made:
            yield made
    except net.CannotTestError as reason:
        missing(f"no network namespaces: {reason}")


@pytest.fixture(scope="module", params=["REDIRECT", "TPROXY"])
def intercepted(wire: Network, request: pytest.FixtureRequest) -> Iterator[tuple[Network, str]]:
    mode: str = request.param
    servers = [word for server in SERVERS for word in ("--dns-server", server)]
    done = wire.meshctl("apply", "--ipv6", *servers, *ARGUMENTS[mode])
    if done.returncode:
        missing(f"the kernel cannot do {mode}: {done.stderr.strip()}")
    yield wire, mode
    done = wire.meshctl("clean", "--ipv6", *servers, *ARGUMENTS[mode])
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("version", ["v4", "v6"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_kernel_and_explanation_agree(intercepted: tuple[Network, str], case: Case, version: str) -> None:
    wire, mode = intercepted
    addresses = ADDRESSES[version]
    source = addresses[case.source] if case.source else ""
    assert _explained(ARGUMENTS[mode], case, addresses, source) == case.answer
    answer = wire.reach(
        inside=case.inside, host=addresses[case.to], port=case.port, kind=case.kind, uid=case.uid, source=source
    )
    assert answer == case.answer


# Other ways to choose, where the answer is the explanation's alone.
OTHER_ARGUMENTS = (
    ("-u", "1337", "-i", f"{net.FAR_V4}/24,{net.FAR_V6}/64", "-b", "8080", "-q", "8443"),
    ("-u", "1337", "-g", "7", "-i", "*", "-b", "*", "-d", "8080", "--redirect-dns", "--capture-all-dns"),
    ("-m", "TPROXY", "-b", "8080,15000:15100", "-i", "*", "-x", f"{net.OUTSIDE_V4}/32,{net.OUTSIDE_V6}/128"),
    ("-i", "*", "-b", "*", "-c", "eth0"),
    ("-i", f"127.0.0.0/8,{net.OUTSIDE_V4}/32,{net.OUTSIDE_V6}/128", "-k", "eth0", "-o", "53"),
)


@pytest.mark.parametrize("version", ["v4", "v6"])
@pytest.mark.parametrize("arguments", OTHER_ARGUMENTS, ids=" ".join)
def test_kernel_agrees_whatever_is_chosen(wire: Network, arguments: tuple[str, ...], version: str) -> None:
    assert wire.meshctl("apply", "--ipv6", *arguments).returncode == 0
    addresses = ADDRESSES[version]
    told, found = {}, {}
    for case in CASES:
        source = addresses[case.source] if case.source else ""
        told[case.name] = _explained(arguments, case, addresses, source)
        found[case.name] = wire.reach(
            inside=case.inside, host=addresses[case.to], port=case.port, kind=case.kind, uid=case.uid, source=source
        )
    assert wire.meshctl("clean", "--ipv6", *arguments).returncode == 0
    assert found == told


def _explained(arguments: tuple[str, ...], case: Case, addresses: dict[str, str], source: str) -> str:
    """Who answers, by the rules."""
    around = Surroundings(ipv6=True, dns_servers_v4=SERVERS[:1], dns_servers_v6=SERVERS[1:])
    question = Question(
        direction="outbound" if case.inside else "inbound",
        protocol="udp" if case.kind == "udp" else "tcp",
        destination=addresses[case.to],
        port=case.port,
        source=source,
        uid=str(case.uid),
        gid=str(case.uid),
        pod_ips=(net.POD_V4, net.POD_V6),
    )
    verdict = ask(build(parse_arguments(arguments, around).settings), question)
    place = "pod" if verdict.captured or case.to in {"pod", "localhost"} else "outside"
    return f"{place}:{verdict.to_port or case.port}"


def test_applying_twice_changes_nothing_and_cleaning_leaves_nothing(wire: Network) -> None:
    for mode, arguments in ARGUMENTS.items():
        assert wire.meshctl("apply", "--ipv6", *arguments).returncode == 0
        first = wire.saved("iptables-save"), wire.saved("ip6tables-save")
        again = wire.meshctl("apply", "--ipv6", "--run-validation", *arguments)
        assert "rules in place already" in again.stderr, mode
        assert (wire.saved("iptables-save"), wire.saved("ip6tables-save")) == first
    assert wire.meshctl("clean", "--ipv6").returncode == 0
    assert "-A" not in wire.saved("iptables-save") + wire.saved("ip6tables-save")


def test_other_rules_are_replaced_and_foreign_ones_stay(wire: Network) -> None:
    net.run("ip", "netns", "exec", wire.pod, "iptables", "-t", "nat", "-A", "OUTPUT", "-d", "192.0.2.1", "-j", "ACCEPT")
    assert wire.meshctl("apply", "--no-ipv6", "-p", "15001", "-m", "TPROXY", "-b", "*").returncode == 0
    assert wire.meshctl("apply", "--no-ipv6", "-p", "15002", "-i", "*").returncode == 0
    saved = wire.saved("iptables-save")
    assert "--to-ports 15002" in saved
    assert "--to-ports 15001" not in saved
    assert "TPROXY" not in saved
    assert wire.meshctl("clean", "--no-ipv6").returncode == 0
    assert [line for line in wire.saved("iptables-save").splitlines() if line.startswith("-A")] == [
        "-A OUTPUT -d 192.0.2.1/32 -j ACCEPT"
    ]
    net.run("ip", "netns", "exec", wire.pod, "iptables", "-t", "nat", "-F", "OUTPUT")


def test_an_injected_pods_own_init_container_sends_its_traffic_to_the_proxy(wire: Network, tmp_path: Path) -> None:
    manifest = tmp_path / "pod.yaml"
    manifest.write_text(_POD, "utf-8")
    injected = net.run(*net.MESHCTL, "kube-inject", "--family", "envoy", "-f", str(manifest)).stdout
    pod = load_plain(injected)
    found = find_init_arguments(pod)  # type: ignore[arg-type]
    assert found is not None
    assert wire.meshctl("apply", "--ipv6", *found.arguments).returncode == 0
    for host in (net.OUTSIDE_V4, net.OUTSIDE_V6):
        assert wire.reach(inside=True, host=host, port=443) == "pod:15001"
        assert wire.reach(inside=True, host=host, port=5432) == "outside:5432"
    for host in (net.POD_V4, net.POD_V6):
        assert wire.reach(inside=False, host=host, port=8080) == "pod:15006"
        assert wire.reach(inside=False, host=host, port=15021) == "pod:15021"
    assert wire.meshctl("clean", "--ipv6").returncode == 0


_POD = """
apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    envoy.meshctl.io/probe-port: "15021"
    envoy.meshctl.io/exclude-outbound-ports: "5432"
spec:
  containers:
  - {name: web, image: web}
"""


def test_explain_prints_the_answer_as_json(wire: Network) -> None:
    done = wire.meshctl("explain", "--to", f"{net.OUTSIDE_V4}:443", "--output", "json", *ARGUMENTS["REDIRECT"])
    answer: dict[str, Any] = json.loads(done.stdout)
    assert (answer["passesProxy"], answer["port"]) == (True, 15001)
    assert answer["decidedBy"]["rule"] == "-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001"


def test_without_rights_the_error_says_what_is_needed(wire: Network) -> None:
    user = ("setpriv", "--reuid=1000", "--regid=1000", "--clear-groups")
    done = net.run("ip", "netns", "exec", wire.pod, *user, *net.MESHCTL, "iptables", "apply", "-b", "*", check=False)
    assert done.returncode == 4
    assert "NET_ADMIN" in done.stderr
    assert "Traceback" not in done.stderr
