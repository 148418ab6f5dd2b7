from __future__ import annotations

from typing import Any

import pytest

from meshctl.errors import UsageError
from meshctl.intercept.flags import Surroundings, parse_arguments
from meshctl.intercept.question import Question, ask, parse_target
from meshctl.intercept.ruleset import build
from meshctl.intercept.walk import Verdict


def answer(arguments: str, to: str, **more: Any) -> Verdict:
    destination, port = parse_target(to)
    settings = parse_arguments(arguments.split(" ") if arguments else (), Surroundings(ipv6=True)).settings
    given = {"uid": "1000", "gid": "1000", **more}
    return ask(build(settings), Question(destination=destination, port=port, **given))


ALL = "-i * -b * -d 15021"


@pytest.mark.parametrize(
    ("arguments", "to", "more", "port"),
    [
        (ALL, "10.0.0.5:443", {}, 15001),
        (ALL, "[fd00::5]:443", {}, 15001),
        (ALL, "10.0.0.5:443", {"uid": "1337"}, None),
        (ALL, "10.0.0.5:443", {"gid": "1337"}, None),
        (ALL, "10.0.0.5:443", {"protocol": "udp"}, None),
        (ALL, "127.0.0.1:8080", {}, None),
        (ALL, "127.0.0.2:8080", {"interface": "eth0"}, 15001),
        (ALL, "10.1.1.1:8080", {"pod_ips": ("10.1.1.1",)}, None),
        (ALL, "10.1.1.1:8080", {"pod_ips": ("10.1.1.1",), "uid": "1337"}, 15006),
        (ALL, "10.1.1.1:15008", {"pod_ips": ("10.1.1.1",), "uid": "1337"}, None),
        (ALL, "10.1.1.1:80", {"direction": "inbound"}, 15006),
        (ALL, "10.1.1.1:15021", {"direction": "inbound"}, None),
        (ALL, "10.1.1.1:15008", {"direction": "inbound"}, None),
        ("-b 80,8000:8100", "10.1.1.1:8050", {"direction": "inbound"}, 15006),
        ("-b 80,8000:8100", "10.1.1.1:8101", {"direction": "inbound"}, None),
        ("-m TPROXY " + ALL, "10.1.1.1:80", {"direction": "inbound"}, 15006),
        ("-m TPROXY " + ALL, "10.1.1.1:15021", {"direction": "inbound"}, None),
        ("-i 10.0.0.0/8 -x 10.2.0.0/16", "10.1.0.1:80", {}, 15001),
        ("-i 10.0.0.0/8 -x 10.2.0.0/16", "10.2.0.1:80", {}, None),
        ("-i 10.0.0.0/8", "192.0.2.1:80", {}, None),
        ("-q 5432", "192.0.2.1:5432", {}, 15001),
        ("-i * -c net1", "10.0.0.5:443", {"interface": "net1"}, None),
        ("-i * -k eth1", "10.0.0.5:443", {"direction": "inbound", "interface": "eth1"}, 15001),
        ("-i * --redirect-dns --capture-all-dns", "10.0.0.10:53", {"protocol": "udp"}, 15053),
        ("-i * --redirect-dns --capture-all-dns", "127.0.0.53:53", {}, 15053),
        ("", "10.0.0.5:443", {}, None),
    ],
)
def test_a_connection_goes_where_the_first_applying_rule_sends_it(
    arguments: str, to: str, more: dict[str, Any], port: int | None
) -> None:
    found = answer(arguments, to, **more)
    assert (found.outcome, found.to_port) == (("direct", None) if port is None else ("proxy", port))


def test_the_deciding_rule_says_why() -> None:
    found = answer(ALL, "10.0.0.5:443", uid="1337")
    assert found.decisive is not None
    assert str(found.decisive.rule) == "-A ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN"
    assert found.decisive.rule.why == "the proxy's own traffic never comes back to it"
    assert [str(step.rule) for step in found.steps] == [
        "-A OUTPUT -j ISTIO_OUTPUT",
        "-A ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN",
    ]


def test_where_no_rule_applies_none_decides() -> None:
    found = answer("-i 10.0.0.0/8", "192.0.2.1:80")
    assert (found.outcome, found.decisive) == ("direct", None)


def test_a_connection_of_a_version_without_rules_goes_direct() -> None:
    rules = build(parse_arguments(("-i", "*")).settings)
    assert ask(rules, Question(destination="fd00::1", port=80, uid="1", gid="1")).outcome == "direct"


@pytest.mark.parametrize("text", ["10.0.0.5", "host:80", "10.0.0.5:http", "10.0.0.5:70000", ":80", ""])
def test_a_target_without_address_or_port_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="expected an address and a port"):
        parse_target(text)
