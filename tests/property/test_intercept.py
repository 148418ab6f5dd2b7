"""Whatever is asked of the interception: rules hold together, and the proxy's traffic never comes back to it."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from meshctl.intercept.flags import Surroundings, parse_arguments
from meshctl.intercept.question import Question, ask
from meshctl.intercept.restore import restore_text
from meshctl.intercept.rules import BUILT_IN_CHAINS, is_own_chain
from meshctl.intercept.ruleset import RuleSet, build

PORTS = st.lists(st.integers(1, 65535).map(str), max_size=3).map(",".join)
RANGES = st.lists(st.sampled_from(("10.0.0.0/8", "192.0.2.7/24", "fd00::/8", "127.0.0.9/32")), max_size=3).map(",".join)
ALL = st.just("*")
FLAGS = {
    "-b": PORTS | ALL,
    "-d": PORTS,
    "-i": RANGES | ALL,
    "-x": RANGES,
    "-q": PORTS,
    "-o": PORTS,
    "-c": st.sampled_from(("", "net1", "eth0,net1")),
    "-k": st.sampled_from(("", "eth1")),
    "-u": st.sampled_from(("1337", "3,4")),
    "-m": st.sampled_from(("REDIRECT", "TPROXY")),
    "--redirect-dns": st.sampled_from(("true", "false")),
    "--capture-all-dns": st.sampled_from(("true", "false")),
    "--drop-invalid": st.sampled_from(("true", "false")),
}
ADDRESSES = st.sampled_from(("10.1.2.3", "192.0.2.1", "fd00::5", "127.0.0.1", "127.0.0.9", "::1"))
BUDGET = settings(max_examples=150, deadline=None, derandomize=True)


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    chosen = {flag: draw(values) for flag, values in FLAGS.items() if draw(st.booleans())}
    words = [f"{flag}={text}" if flag.startswith("--") else flag + text for flag, text in chosen.items() if text]
    around = Surroundings(ipv6=draw(st.booleans()), dns_servers_v4=draw(st.sampled_from(((), ("10.0.0.53",)))))
    return build(parse_arguments(words, around).settings)


@BUDGET
@given(rules=rule_sets())
def test_every_jump_ends_in_a_chain_that_is_made(rules: RuleSet) -> None:
    for tables in rules.tables.values():
        for table in tables:
            chains = set(table.own_chains)
            assert {rule.target.name for rule in table.rules if is_own_chain(rule.target.name)} <= chains
            assert {rule.chain for rule in table.rules} <= chains | BUILT_IN_CHAINS
        text = restore_text(tables)
        assert text.count("COMMIT\n") == len(tables)


@BUDGET
@given(rules=rule_sets(), to=ADDRESSES, port=st.integers(1, 65535), kind=st.sampled_from(("tcp", "udp")))
def test_what_the_proxy_sends_to_others_is_never_sent_back_to_it(rules: RuleSet, to: str, port: int, kind: Any) -> None:
    uid = rules.settings.proxy_uids[0]
    asked = Question(destination=to, port=port, protocol=kind, uid=uid, gid=uid, interface="eth0")
    assert ask(rules, asked).outcome == "direct"


@BUDGET
@given(rules=rule_sets(), to=ADDRESSES, port=st.integers(1, 65535), kind=st.sampled_from(("tcp", "udp")))
def test_a_captured_connection_reaches_one_of_the_proxys_ports(rules: RuleSet, to: str, port: int, kind: Any) -> None:
    for direction, ports in (("outbound", {15001, 15006, 15053}), ("inbound", {15001, 15006})):
        asked = Question(direction=direction, destination=to, port=port, protocol=kind, uid="1000", gid="1000")  # type: ignore[arg-type]
        verdict = ask(rules, asked)
        assert verdict.to_port in ports if verdict.captured else verdict.to_port is None
        assert verdict.decisive is None or verdict.decisive in verdict.steps
