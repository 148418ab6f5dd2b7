from __future__ import annotations

from meshctl.intercept.flags import Surroundings, parse_arguments
from meshctl.intercept.restore import check_commands, restore_text, unhook_commands
from meshctl.intercept.rules import Kind, Match, Rule, Table, Target, Version
from meshctl.intercept.ruleset import RuleSet, build


def rules(*arguments: str, **around: object) -> RuleSet:
    return build(parse_arguments(arguments, Surroundings(**around)).settings)  # type: ignore[arg-type]


def lines(found: RuleSet, table: str, version: Version = Version.V4) -> list[str]:
    return [str(rule) for rule in found.table(version, table).rules]


def test_excluded_inbound_ports_come_before_what_captures_them() -> None:
    found = lines(rules("-b", "*", "-d", "15021,15090"), "nat")
    start = found.index("-A PREROUTING -p tcp -j ISTIO_INBOUND")
    assert found[start + 1 : start + 4] == [
        "-A ISTIO_INBOUND -p tcp --dport 15021 -j RETURN",
        "-A ISTIO_INBOUND -p tcp --dport 15090 -j RETURN",
        "-A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT",
    ]


def test_excluded_outbound_ports_are_left_for_both_protocols_before_all_else() -> None:
    found = lines(rules("-i", "*", "-o", "53"), "nat")
    start = found.index("-A OUTPUT -j ISTIO_OUTPUT")
    assert found[start + 1 : start + 3] == [
        "-A ISTIO_OUTPUT -p tcp --dport 53 -j RETURN",
        "-A ISTIO_OUTPUT -p udp --dport 53 -j RETURN",
    ]
    assert found[-1] == "-A ISTIO_OUTPUT -j ISTIO_REDIRECT"


def test_a_captured_loopback_range_takes_the_exception_for_local_calls_away() -> None:
    exception = "-A ISTIO_OUTPUT -o lo -m owner ! --uid-owner 1337 -j RETURN"
    assert exception in lines(rules("-i", "10.0.0.0/8"), "nat")
    assert exception not in lines(rules("-i", "127.1.2.3/32"), "nat")


def test_a_wildcard_reroutes_all_of_a_virtual_interface_at_the_very_front() -> None:
    chain = rules("-i", "*", "-k", "eth1").table(Version.V4, "nat").chain("PREROUTING")
    assert [" ".join(rule.words) for rule in chain] == ["-i eth1 -j ISTIO_REDIRECT", "-i eth1 -j RETURN"]


def test_invalid_packets_are_dropped_in_a_chain_of_ours() -> None:
    assert lines(rules("--drop-invalid"), "mangle") == [
        "-A PREROUTING -m conntrack --ctstate INVALID -j ISTIO_DROP",
        "-A ISTIO_DROP -j DROP",
    ]


def test_all_dns_is_captured_whatever_the_server() -> None:
    found = rules("--redirect-dns", "--capture-all-dns")
    assert [line for line in lines(found, "nat") if "OUTPUT_DNS -p" in line] == [
        "-A ISTIO_OUTPUT_DNS -p tcp --dport 53 -j REDIRECT --to-ports 15053",
        "-A ISTIO_OUTPUT_DNS -p udp --dport 53 -j REDIRECT --to-port 15053",
    ]
    assert "-A ISTIO_INBOUND -p udp --sport 53 -j CT --zone 1" in lines(found, "raw")


def test_a_chain_that_is_only_jumped_to_is_made_too() -> None:
    found = rules("--redirect-dns", ipv6=True, dns_servers_v4=("10.0.0.10",))
    assert "ISTIO_INBOUND" in found.table(Version.V6, "raw").own_chains
    assert "-N ISTIO_INBOUND" in restore_text(found.tables[Version.V6])


def test_ranges_go_to_the_tables_of_their_version() -> None:
    found = rules("-i", "10.0.0.0/8,fd00::/8", ipv6=True)
    assert lines(found, "nat")[-1] == "-A ISTIO_OUTPUT -d 10.0.0.0/8 -j ISTIO_REDIRECT"
    assert lines(found, "nat", Version.V6)[-1] == "-A ISTIO_OUTPUT -d fd00::/8 -j ISTIO_REDIRECT"


def test_tproxy_leaves_excluded_interfaces_alone_in_both_tables() -> None:
    found = rules("-m", "TPROXY", "-b", "*", "-c", "net1")
    for table in ("mangle", "nat"):
        assert lines(found, table)[:2] == [
            "-A PREROUTING -i net1 -j RETURN",
            "-A OUTPUT -o net1 -j RETURN",
        ]


def test_only_rules_in_the_kernels_chains_are_unhooked() -> None:
    tables = rules("-b", "80").tables[Version.V4]
    assert list(unhook_commands(tables)) == [
        ("-t", "nat", "-D", "PREROUTING", "-p", "tcp", "-j", "ISTIO_INBOUND"),
        ("-t", "nat", "-D", "OUTPUT", "-j", "ISTIO_OUTPUT"),
    ]
    assert len(list(check_commands(tables))) == len(tables[0].rules)


def test_inserted_rules_stand_where_their_position_says() -> None:
    first, second = (Rule(chain="C", target=Target(name), position=1) for name in ("A", "B"))
    last = Rule(chain="C", target=Target("Z"))
    assert Table(name="nat", rules=(last, first, second)).chain("C") == (second, first, last)


def test_a_negated_match_of_a_module_puts_the_mark_behind_the_module() -> None:
    assert Match(Kind.GID, "ftp", negated=True).words == ("-m", "owner", "!", "--gid-owner", "ftp")
    assert Match(Kind.DESTINATION, "::1/128", negated=True).words == ("!", "-d", "::1/128")
