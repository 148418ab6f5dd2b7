from __future__ import annotations

import pytest

from meshctl.errors import UsageError
from meshctl.intercept.flags import FLAGS, Surroundings, parse_arguments
from meshctl.intercept.settings import InterceptSettings

SIDECAR = (
    "istio-iptables -p 15001 -z 15006 -u 1337 -m TPROXY -i * -x 10.0.0.0/8,2001:DB8::/32 -b * -d 15090,15021 "
    "-q 80 -o 5432 -k eth1 -c eth2,eth3 --log_output_level=default:info --log_as_json --force-apply --run-validation"
)


def settings(*arguments: str, around: Surroundings | None = None) -> InterceptSettings:
    return parse_arguments(arguments, around).settings


def test_arguments_of_an_init_container_become_settings() -> None:
    parsed = parse_arguments(SIDECAR.split(" "))
    found = parsed.settings
    assert (found.proxy_port, found.inbound_capture_port, found.tproxy) == (15001, 15006, True)
    assert (found.proxy_uids, found.proxy_gids) == (("1337",), ("1337",))
    assert found.outbound_ranges.everything
    assert [str(each) for each in found.outbound_ranges_exclude.v6] == ["2001:db8::/32"]
    assert found.inbound_ports_exclude == ("15090", "15021")
    assert (found.outbound_ports, found.outbound_ports_exclude) == (("80",), ("5432",))
    assert (found.virtual_interfaces, found.exclude_interfaces) == (("eth1",), ("eth2", "eth3"))
    assert (parsed.run.force_apply, parsed.run.run_validation, parsed.run.dry_run) == (True, True, False)
    assert parsed.ignored == ("--log_output_level", "--log_as_json")


def test_without_arguments_nothing_is_captured() -> None:
    found = settings()
    assert found == InterceptSettings()
    assert found.inbound_ports == ()
    assert not found.outbound_ranges.everything


@pytest.mark.parametrize("spelling", [("-p", "15002"), ("-p15002",), ("-p=15002",), ("--envoy-port", "15002"), ("--envoy-port=15002",)])  # fmt: skip  # noqa: E501
def test_every_spelling_of_a_flag_is_read(spelling: tuple[str, ...]) -> None:
    assert settings(*spelling).proxy_port == 15002


def test_the_group_is_the_users_id_unless_given() -> None:
    assert settings("-u", "3,4").proxy_gids == ("3", "4")
    assert settings("-u", "3", "-g", "5").proxy_gids == ("5",)


def test_empty_values_stand_for_nothing() -> None:
    found = settings("-b", "", "-d", "", "-i", "", "-x", "", "-u", "")
    assert (found.inbound_ports, found.outbound_ranges.v4, found.proxy_uids) == ((), (), ("1337",))


def test_groups_and_loopback_come_from_the_environment() -> None:
    environment = {"ISTIO_OUTBOUND_OWNER_GROUPS": "java,202", "ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR": "127.0.0.1/8"}
    found = settings(around=Surroundings(environment=environment))
    assert (found.owner_groups, found.host_loopback_v4) == (("java", "202"), "127.0.0.1/8")
    excluded = settings(around=Surroundings(environment={"ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE": "ftp"}))
    assert (excluded.owner_groups, excluded.owner_groups_exclude) == (None, ("ftp",))


def test_dns_is_captured_only_from_known_servers_or_from_all() -> None:
    servers = Surroundings(dns_servers_v4=("10.0.0.10",))
    assert not settings("--redirect-dns").captures_dns
    assert settings("--redirect-dns", around=servers).captures_dns
    assert settings("--redirect-dns", "--capture-all-dns").captures_dns
    assert not settings("--redirect-dns=false", around=servers).captures_dns


def test_dual_stack_asks_for_both_versions() -> None:
    assert not settings().ipv6
    assert settings("--dual-stack").ipv6


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-p", "http"), "-p: found 'http', expected a number"),
        (("-b", "80,http"), "-b: found 'http', expected a port"),
        (("-b", "*,80"), "expected * alone"),
        (("-d", "70000"), "-d: found '70000'"),
        (("-i", "10.0.0.1"), "-i: found '10.0.0.1', expected IP ranges"),
        (("-i", "10.0.0.0/33"), "-i: found '10.0.0.0/33'"),
        (("-x", "*"), "-x: found *"),
        (("-q", "*"), "-q: found *"),
        (("-m", "redirect"), "-m: found 'redirect', expected REDIRECT or TPROXY"),
        (("--dual-stack=perhaps",), "--dual-stack: found 'perhaps'"),
        (("-c", "eth0 -j ACCEPT"), "-c: found 'eth0 -j ACCEPT'"),
        (("-u", "1337\n-F"), "-u: found"),
        (("-p",), "-p: a value is missing"),
        (("--unheard-of",), "found '--unheard-of'"),
        (("stray",), "found 'stray'"),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError) as fault:
        settings(*arguments)
    assert message in str(fault.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ISTIO_OUTBOUND_OWNER_GROUPS", "java -j ACCEPT"),
        ("ISTIO_OUTBOUND_OWNER_GROUPS", ",".join(map(str, range(65)))),
        ("ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR", "::1/128"),
        ("ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR", "localhost"),
    ],
)
def test_what_cannot_be_meant_by_the_environment_is_refused(name: str, value: str) -> None:
    with pytest.raises(UsageError, match=name):
        settings(around=Surroundings(environment={name: value}))


def test_flags_have_distinct_names() -> None:
    names = [flag.name for flag in FLAGS] + [flag.short for flag in FLAGS if flag.short]
    assert len(names) == len(set(names))
