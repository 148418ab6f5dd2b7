"""`meshctl iptables`: the rules that send traffic to the proxy, shown, explained, put in place and taken away."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

app = typer.Typer(
    name="iptables",
    help=(
        "Show, explain, apply and clean the rules that send traffic to the proxy. ARGUMENTS are those of the init "
        "container, such as: -p 15001 -z 15006 -u 1337 -m REDIRECT -i '*' -b '*' -d 15090,15021."
    ),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
# The init container's flags are not ours: they pass through, in their order, to where they are parsed.
_PASS_THROUGH = {"ignore_unknown_options": True}

Arguments = Annotated[list[str] | None, typer.Argument(help="Arguments of the init container (istio-iptables flags).")]
Filename = Annotated[
    str | None,
    typer.Option("--filename", help="Take the arguments from the first init container that has such, in a manifest."),
]
Ipv6 = Annotated[bool | None, typer.Option("--ipv6/--no-ipv6", help="Rules for IPv6 too.")]
DnsServer = Annotated[
    list[str] | None, typer.Option("--dns-server", help="DNS server of the pod, for --redirect-dns; repeatable.")
]
ResolvConf = Annotated[
    str | None, typer.Option("--resolv-conf", help="File to read DNS servers from, for --redirect-dns.")
]


@app.command("render", context_settings=_PASS_THROUGH)
def render(
    arguments: Arguments = None,
    filename: Filename = None,
    ipv6: Ipv6 = None,
    dns_server: DnsServer = None,
    resolv_conf: ResolvConf = None,
    only: Annotated[Literal["both", "v4", "v6"], typer.Option("--only", help="Rules of one IP version.")] = "both",
    output: Annotated[Literal["text", "json"], typer.Option("--output", help="Form of the rules.")] = "text",
) -> None:
    """Print the rules in the format of iptables-restore."""
    from meshctl.cli.interception.command import run_render
    from meshctl.cli.interception.wanted import WantedRules

    wanted = WantedRules(
        arguments=tuple(arguments or ()),
        filename=filename,
        ipv6=True if only == "v6" else ipv6,
        dns_servers=tuple(dns_server or ()),
        resolv_conf=resolv_conf,
    )
    raise typer.Exit(run_render(wanted, only=only, output=output))


@app.command("explain", context_settings=_PASS_THROUGH)
def explain(  # noqa: PLR0913, PLR0917  one parameter a flag
    to: Annotated[str, typer.Option("--to", help="Where the connection goes: 10.0.0.5:443 or [2001:db8::5]:443.")],
    arguments: Arguments = None,
    filename: Filename = None,
    ipv6: Ipv6 = None,
    dns_server: DnsServer = None,
    resolv_conf: ResolvConf = None,
    inbound: Annotated[bool, typer.Option("--inbound", help="The connection comes from outside the pod.")] = False,
    uid: Annotated[str, typer.Option("--uid", help="User id of the process that connects.")] = "1000",
    gid: Annotated[str | None, typer.Option("--gid", help="Its group id; without, the user id.")] = None,
    udp: Annotated[bool, typer.Option("--udp", help="UDP in place of TCP.")] = False,
    source: Annotated[str, typer.Option("--from", help="Source address.")] = "",
    interface: Annotated[str, typer.Option("--interface", help="Device it arrives or leaves by.")] = "",
    pod_ip: Annotated[list[str] | None, typer.Option("--pod-ip", help="Address of the pod; repeatable.")] = None,
    output: Annotated[Literal["text", "json"], typer.Option("--output", help="Form of the answer.")] = "text",
) -> None:
    """Tell whether a connection passes the proxy, and which rule decides."""
    from meshctl.cli.interception.command import run_explain
    from meshctl.cli.interception.wanted import WantedRules
    from meshctl.intercept.question import Question, parse_target

    wanted = WantedRules(
        arguments=tuple(arguments or ()),
        filename=filename,
        ipv6=ipv6,
        dns_servers=tuple(dns_server or ()),
        resolv_conf=resolv_conf,
    )
    destination, port = parse_target(to)
    question = Question(
        direction="inbound" if inbound else "outbound",
        protocol="udp" if udp else "tcp",
        destination=destination,
        port=port,
        source=source,
        uid=uid,
        gid=uid if gid is None else gid,
        interface=interface,
        pod_ips=tuple(pod_ip or ()),
    )
    raise typer.Exit(run_explain(wanted, question, output=output))


@app.command("apply", context_settings=_PASS_THROUGH)
def apply(
    arguments: Arguments = None,
    ipv6: Ipv6 = None,
    dns_server: DnsServer = None,
    resolv_conf: ResolvConf = None,
) -> None:
    """Put the rules in place in this network namespace; a second run changes nothing.

    Needs the programs iptables-restore, iptables and (for TPROXY and IPv6) ip, and the capabilities NET_ADMIN and
    NET_RAW. Rules of an earlier interception are replaced.
    """
    from meshctl.cli.interception.command import run_apply
    from meshctl.cli.interception.wanted import WantedRules

    wanted = WantedRules(
        arguments=tuple(arguments or ()),
        ipv6=ipv6,
        dns_servers=tuple(dns_server or ()),
        resolv_conf=resolv_conf,
    )
    raise typer.Exit(run_apply(wanted))


@app.command("clean", context_settings=_PASS_THROUGH)
def clean(
    arguments: Arguments = None,
    ipv6: Ipv6 = None,
    dns_server: DnsServer = None,
    resolv_conf: ResolvConf = None,
) -> None:
    """Take the rules away again that the same arguments put in place, and chains that an interception left behind."""
    from meshctl.cli.interception.command import run_clean
    from meshctl.cli.interception.wanted import WantedRules

    wanted = WantedRules(
        arguments=tuple(arguments or ()),
        ipv6=ipv6,
        dns_servers=tuple(dns_server or ()),
        resolv_conf=resolv_conf,
    )
    raise typer.Exit(run_clean(wanted))
