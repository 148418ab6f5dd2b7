"""`meshctl iptables`: rules and answers from arguments or from a manifest; the kernel's part is tested in tests/e2e."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Meshctl
from tests.cli.samples import write

ARGUMENTS = (
    "-p",
    "15001",
    "-z",
    "15006",
    "-u",
    "1337",
    "-m",
    "REDIRECT",
    "-i",
    "*",
    "-x",
    "",
    "-b",
    "*",
    "-d",
    "15021",
)
POD = """apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  initContainers:
  - name: istio-init
    image: proxyv2
    args: [istio-iptables, -p, "15001", -z, "15006", -u, "1337", -i, "*", -b, "*"]
    env:
    - {name: ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE, value: "202"}
  containers:
  - {name: web, image: web}
"""


def test_rules_are_printed_for_the_version_asked(meshctl: Meshctl) -> None:
    done = meshctl("iptables", "render", "--only", "v6", *ARGUMENTS)
    lines = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert (lines[0], lines[-1]) == ("* nat", "COMMIT")
    assert "-A ISTIO_OUTPUT -d ::1/128 -j RETURN" in lines
    assert not any("127.0.0" in line for line in lines)


def test_without_ipv6_only_rules_for_ipv4_are_printed(meshctl: Meshctl) -> None:
    assert "::1" not in meshctl("iptables", "render", *ARGUMENTS).out
    assert "::1" in meshctl("iptables", "render", "--ipv6", *ARGUMENTS).out


def test_rules_as_json_say_what_they_are_for(meshctl: Meshctl) -> None:
    rules = json.loads(meshctl("iptables", "render", "--output", "json", *ARGUMENTS).out)
    excluded = next(rule for rule in rules if rule["rule"] == "-A ISTIO_INBOUND -p tcp --dport 15021 -j RETURN")
    assert excluded == {
        "version": "v4",
        "table": "nat",
        "chain": "ISTIO_INBOUND",
        "rule": "-A ISTIO_INBOUND -p tcp --dport 15021 -j RETURN",
        "why": "the inbound port is excluded",
    }


def test_an_answer_names_the_rule_that_decides(meshctl: Meshctl) -> None:
    done = meshctl("iptables", "explain", "--to", "10.0.0.5:443", "--uid", "1337", *ARGUMENTS)
    assert done.out.splitlines()[:3] == [
        "outbound tcp of uid 1337 gid 1337 to 10.0.0.5:443: does not pass the proxy",
        "  decided by nat: -A ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN",
        "  because the proxy's own traffic never comes back to it",
    ]


def test_arguments_and_environment_come_from_an_injected_manifest(meshctl: Meshctl) -> None:
    path = write("pod.yaml", POD)
    asked = ("iptables", "explain", "--filename", path, "--to", "10.0.0.5:443", "--output", "json")
    assert json.loads(meshctl(*asked).out)["port"] == 15001
    excluded = json.loads(meshctl(*asked, "--gid", "202").out)
    assert (excluded["passesProxy"], excluded["decidedBy"]["why"]) == (False, "traffic of the group is excluded")


def test_dns_servers_come_from_a_resolv_conf(meshctl: Meshctl) -> None:
    path = write("resolv.conf", "search local\nnameserver 10.0.0.10\nnameserver fe80::1%eth0\nnameserver nonsense\n")
    rules = meshctl("iptables", "render", "--ipv6", "--redirect-dns", "--resolv-conf", path).out
    assert "-A ISTIO_OUTPUT_DNS -p udp --dport 53 -d 10.0.0.10/32 -j REDIRECT --to-port 15053" in rules
    assert "-d fe80::1/128" in rules


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("render", "-p", "http"), 2, "-p: found 'http'"),
        (("render", "--nonsense"), 2, "found '--nonsense'"),
        (("explain", "--to", "somewhere:80"), 2, "expected an address and a port"),
        (("render", "--filename", "absent.yaml"), 3, "absent.yaml"),
        (("render", "--redirect-dns", "--resolv-conf", "absent.conf"), 3, "absent.conf"),
        (("render", "--filename", "absent.yaml", "-p", "1"), 2, "do not go together"),
    ],
)
def test_a_fault_is_one_line(meshctl: Meshctl, arguments: tuple[str, ...], code: int, message: str) -> None:
    done = meshctl("iptables", *arguments)
    assert (done.code, done.out) == (code, "")
    assert message in done.err
    assert done.err.count("\n") == 1


def test_a_manifest_without_interception_says_what_to_do(meshctl: Meshctl) -> None:
    done = meshctl("iptables", "render", "--filename", write("a.yaml", "apiVersion: v1\nkind: Service\n"))
    assert done.code == 2
    assert "inject the manifest first" in done.err


def test_a_missing_program_is_named(meshctl: Meshctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meshctl.cli.interception.kernel.which", lambda *_, **__: None)
    done = meshctl("iptables", "apply", "--no-ipv6", "-b", "*")
    remedy = "install the package iptables, or use an image that has it"
    assert (done.code, done.err) == (4, f"meshctl: error: the program iptables is not installed; {remedy}\n")


def test_a_dry_run_prints_what_would_be_applied(meshctl: Meshctl) -> None:
    done = meshctl("iptables", "apply", "--no-ipv6", "--dry-run", *ARGUMENTS)
    assert (done.code, done.out) == (0, meshctl("iptables", "render", *ARGUMENTS).out.partition("\n")[2])
