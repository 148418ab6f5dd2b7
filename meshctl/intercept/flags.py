"""The flags of `istio-iptables`, and settings from an argument list.

One row a flag. Flags that steer how the container runs rather than what the rules are (`--run-validation`,
`--skip-rule-apply`, `--dry-run`, `--force-apply`, `--cleanup-only`, `--reconcile`, the iptables binary) end up in
`Run`; log flags pass without effect.

Source: istio/istio tools/istio-iptables/pkg/cmd/root.go, pkg/config.
"""

# ruff: noqa: E501  one row a line, so that the table can be read as one

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from meshctl.errors import UsageError
from meshctl.intercept.settings import (
    REDIRECT,
    TPROXY,
    WILDCARD,
    InterceptSettings,
    Names,
    parse_ranges,
    split_list,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

SUB_COMMAND: Final = "istio-iptables"
_GROUPS: Final = "ISTIO_OUTBOUND_OWNER_GROUPS"
_NOT_GROUPS: Final = "ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE"
_LOOPBACK: Final = "ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR"
DEFAULT_PROXY_ID: Final = "1337"
_NAME: Final = re.compile(r"[A-Za-z0-9_.+@:-]+", re.ASCII)
_MOST_GROUPS: Final = 64
_MOST_PORTS: Final = 65535


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What no flag says: IP versions of the pod, its DNS servers, and the environment of the init container."""

    ipv6: bool = False
    dns_servers_v4: Names = ()
    dns_servers_v6: Names = ()
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How the init container is to run: what it does with the rules, not what they are."""

    dry_run: bool = False
    skip_rule_apply: bool = False
    run_validation: bool = False
    force_apply: bool = False
    reconcile: bool = False
    cleanup_only: bool = False
    dual_stack: bool = False
    iptables_binary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """A parsed argument list: the rules wanted, and how to run."""

    settings: InterceptSettings
    run: Run
    ignored: Names = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A flag: long and short name, the setting it fills, and how its text is read; `switch` flags need no value."""

    name: str
    short: str = ""
    target: str = ""
    read: Callable[[str, str], Any] = field(default=lambda text, _: text)
    switch: bool = False
    help: str


def _number(text: str, flag: str) -> int:
    if not text.isdecimal() or int(text) > _MOST_PORTS:
        raise UsageError(f"{flag}: found {text!r}, expected a number from 0 to {_MOST_PORTS}")
    return int(text)


def _names(text: str, flag: str) -> Names:
    # NB: names become words of a rule; one with a blank or line end in it would become a rule of its own.
    items = split_list(text)
    for item in items:
        if not _NAME.fullmatch(item):
            raise UsageError(f"{flag}: found {item!r}, expected names or numbers, comma separated")
    return items


def _ports(text: str, flag: str) -> Names:
    items = split_list(text)
    if WILDCARD in items and items != (WILDCARD,):
        raise UsageError(f"{flag}: found {text!r}, expected * alone or a list of ports")
    for item in items:
        if item != WILDCARD and not all(_is_port(end) for end in item.split(":")):
            raise UsageError(f"{flag}: found {item!r}, expected a port from 0 to {_MOST_PORTS} or a range 8000:8100")
    return items


def _is_port(text: str) -> bool:
    return text.isdecimal() and int(text) <= _MOST_PORTS


def _fixed_ports(text: str, flag: str) -> Names:
    items = _ports(text, flag)
    if items == (WILDCARD,):
        raise UsageError(f"{flag}: found *, expected a list of ports")
    return items


def _mode(text: str, flag: str) -> str:
    mode = text or REDIRECT
    if mode not in {REDIRECT, TPROXY}:
        raise UsageError(f"{flag}: found {text!r}, expected {REDIRECT} or {TPROXY}")
    return mode


def _boolean(text: str, flag: str) -> bool:
    if text.lower() in {"1", "t", "true"}:
        return True
    if text.lower() in {"0", "f", "false"}:
        return False
    raise UsageError(f"{flag}: found {text!r}, expected true or false")


def _switch(name: str, target: str, text: str, *, short: str = "") -> Flag:
    return Flag(name=name, short=short, target=target, read=_boolean, switch=True, help=text)


# Settings first, then flags on running (their targets begin with `run.`), then those without effect here.
FLAGS: Final = (
    Flag(name="envoy-port", short="p", target="proxy_port", read=_number, help="port of the outbound listener"),
    Flag(name="inbound-capture-port", short="z", target="inbound_capture_port", read=_number, help="port of the inbound listener"),
    Flag(name="inbound-tunnel-port", short="e", target="inbound_tunnel_port", read=_number, help="port of the tunnel listener"),
    Flag(name="proxy-uid", short="u", target="proxy_uids", read=_names, help="users whose traffic is not captured"),
    Flag(name="proxy-gid", short="g", target="proxy_gids", read=_names, help="groups whose traffic is not captured"),
    Flag(name="istio-inbound-interception-mode", short="m", target="inbound_mode", read=_mode, help="REDIRECT or TPROXY"),
    Flag(name="istio-inbound-ports", short="b", target="inbound_ports", read=_ports, help="inbound ports to capture, * for all"),
    Flag(name="istio-local-exclude-ports", short="d", target="inbound_ports_exclude", read=_fixed_ports, help="inbound ports to leave, with -b *"),
    Flag(name="istio-exclude-interfaces", short="c", target="exclude_interfaces", read=_names, help="interfaces to leave alone"),
    Flag(name="istio-service-cidr", short="i", target="outbound_ranges", read=parse_ranges, help="outbound IP ranges to capture, * for all"),
    Flag(name="istio-service-exclude-cidr", short="x", target="outbound_ranges_exclude", read=parse_ranges, help="outbound IP ranges to leave"),
    Flag(name="istio-outbound-ports", short="q", target="outbound_ports", read=_ports, help="outbound ports to capture whatever the range"),
    Flag(name="istio-local-outbound-ports-exclude", short="o", target="outbound_ports_exclude", read=_fixed_ports, help="outbound ports to leave"),
    Flag(name="kube-virt-interfaces", short="k", target="virtual_interfaces", read=_names, help="interfaces whose inbound traffic counts as outbound"),
    Flag(name="istio-inbound-tproxy-mark", short="t", target="tproxy_mark", read=_number, help="mark of packets for the proxy, TPROXY only"),
    Flag(name="istio-inbound-tproxy-route-table", short="r", target="tproxy_route_table", read=_number, help="routing table for marked packets"),
    _switch("redirect-dns", "redirect_dns", "send DNS to the agent beside the proxy"),
    _switch("capture-all-dns", "capture_all_dns", "with --redirect-dns: whatever server is asked"),
    _switch("drop-invalid", "drop_invalid", "drop packets that belong to no connection"),
    _switch("dual-stack", "run.dual_stack", "rules for both IP versions"),
    _switch("dry-run", "run.dry_run", "change nothing", short="n"),
    _switch("skip-rule-apply", "run.skip_rule_apply", "put no rules in place"),
    _switch("run-validation", "run.run_validation", "check that the rules are in place"),
    _switch("force-apply", "run.force_apply", "without effect: rules that differ are always replaced"),
    _switch("reconcile", "run.reconcile", "without effect: rules that differ are always replaced"),
    _switch("cleanup-only", "run.cleanup_only", "take the rules away"),
    Flag(name="force-iptables-binary", target="run.iptables_binary", help="legacy or nft"),
    _switch("cni-mode", "", "without effect: the caller is in the pod's network namespace"),
    _switch("native-nftables", "", "without effect: rules go through iptables"),
    _switch("log_as_json", "", "without effect"),
    Flag(name="log_output_level", help="without effect"),
    Flag(name="network-namespace", help="without effect: the caller is in the pod's network namespace"),
    Flag(name="iptables-probe-port", help="without effect"),
    Flag(name="probe-timeout", help="without effect"),
)  # fmt: skip
_BY_NAME: Final = {flag.name: flag for flag in FLAGS}
_BY_SHORT: Final = {flag.short: flag for flag in FLAGS if flag.short}


def parse_arguments(arguments: Iterable[str], around: Surroundings | None = None) -> Arguments:
    """The settings an init container's arguments ask for; its sub-command `istio-iptables` may stand first.

    Absent flags have the init container's defaults; without `-g` the group is the user's id.

    Raises:
        UsageError: a flag is unknown or lacks its value, or a value is not allowed.
    """
    around = around or Surroundings()
    given: dict[str, Any] = {}
    ignored: list[str] = []
    for flag, shown, text in _split(list(arguments)):
        if not flag.target:
            ignored.append(shown)
            continue
        given[flag.target] = flag.read(text, shown)
    run = {name.removeprefix("run."): given.pop(name) for name in list(given) if name.startswith("run.")}
    settings = InterceptSettings(**_completed(given, around, dual_stack=bool(run.get("dual_stack"))))
    _check(settings)
    return Arguments(settings=settings, run=Run(**run), ignored=tuple(ignored))


def _split(arguments: list[str]) -> Iterable[tuple[Flag, str, str]]:
    """Each flag with its spelling and its value."""
    if arguments and arguments[0] == SUB_COMMAND:
        arguments = arguments[1:]
    rest = iter(arguments)
    for argument in rest:
        flag, shown, text = _recognise(argument)
        if text is None and flag.switch:
            text = "true"
        elif text is None:
            text = next(rest, None)
        if text is None:
            raise UsageError(f"{shown}: a value is missing", remedy=f"it is the {flag.help}")
        yield flag, shown, text


def _recognise(argument: str) -> tuple[Flag, str, str | None]:
    """The flag an argument names, its spelling, and the value written onto it, None for one in the next argument."""
    if argument.startswith("--"):
        name, given, text = argument[2:].partition("=")
        flag = _BY_NAME.get(name)
        shown, value = f"--{name}", text if given else None
    else:
        flag = _BY_SHORT.get(argument[1:2]) if argument.startswith("-") else None
        shown, value = argument[:2], argument[2:].removeprefix("=") or None
    if flag is None:
        raise UsageError(
            f"found {argument!r}, expected a flag of {SUB_COMMAND}",
            remedy="use the arguments as they stand in the init container, such as -p 15001 -z 15006 -u 1337 -b '*'",
        )
    return flag, shown, value


def _completed(given: dict[str, Any], around: Surroundings, *, dual_stack: bool) -> dict[str, Any]:
    """The settings with what comes from elsewhere: user and group ids, environment, versions, DNS servers."""
    uids = given.get("proxy_uids") or (DEFAULT_PROXY_ID,)
    found = {**given, "proxy_uids": uids, "proxy_gids": given.get("proxy_gids") or uids}
    found |= owner_groups(around.environment.get(_GROUPS, WILDCARD), around.environment.get(_NOT_GROUPS, ""))
    loopback = around.environment.get(_LOOPBACK)
    if loopback:
        found["host_loopback_v4"] = _one_range(loopback, _LOOPBACK)
    found["ipv6"] = around.ipv6 or dual_stack
    if found.get("redirect_dns"):
        found |= {"dns_servers_v4": around.dns_servers_v4, "dns_servers_v6": around.dns_servers_v6}
    return found


def owner_groups(include: str, exclude: str) -> dict[str, Names | None]:
    """The two settings on groups: every group but the excluded ones, or the named ones alone."""
    if include == WILDCARD:
        return {"owner_groups": None, "owner_groups_exclude": _names(exclude, _NOT_GROUPS)}
    return {"owner_groups": _names(include, _GROUPS), "owner_groups_exclude": ()}


def _one_range(text: str, name: str) -> str:
    ranges = parse_ranges(text, name)
    if len(ranges.v4) != 1 or ranges.v6:
        raise UsageError(f"{name}: found {text!r}, expected one IPv4 range such as 127.0.0.1/32")
    return str(ranges.v4[0])


def _check(settings: InterceptSettings) -> None:
    if settings.outbound_ranges_exclude.everything:
        raise UsageError("-x: found *, expected IP ranges", remedy="leave -i empty to capture no range at all")
    if WILDCARD in settings.outbound_ports:
        raise UsageError("-q: found *, expected a list of ports", remedy="capture everything with -i '*'")
    groups = len(settings.owner_groups or ())
    if groups > _MOST_GROUPS:
        raise UsageError(f"{_GROUPS}: found {groups} groups, at most {_MOST_GROUPS} can be captured")
