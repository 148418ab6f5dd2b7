"""Outbound listeners of a Sidecar, and the hosts they import."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.listener_host import validate_sidecar_host
from meshctl.analyze.semantic.parts.ports import (
    refuse_repeated,
    validate_number,
    validate_port_name,
    validate_protocol,
)
from meshctl.analyze.semantic.primitives import addresses
from meshctl.analyze.semantic.violation import quote

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field

CAPTURE_MODES = ("DEFAULT", "IPTABLES", "NONE")


def validate(egress: Field, namespace: str) -> None:
    """Report every broken rule of the outbound listeners of a Sidecar in `namespace`."""
    listeners = egress.items()
    for index, listener in enumerate(listeners):
        if listener["port"].present:
            _validate_port(listener)
        elif index != len(listeners) - 1:
            listener.error(
                "listener-order",
                "the listener without a port must be the only one and the last",
                help="move it to the end",
            )
        _validate_hosts(listener, namespace)
    with_port = [listener for listener in listeners if listener["port"].present]
    refuse_repeated(
        (listener["port"]["number"] for listener in with_port if listener["port"]["number"].integer()),
        "port-number-duplicate",
        "the port number",
    )
    refuse_repeated(
        (listener["bind"] for listener in with_port if not listener["port"]["number"].integer()),
        "bind-duplicate",
        "the socket",
    )


def _validate_port(listener: Field) -> None:
    port, bind = listener["port"], listener["bind"]
    validate_port_name(port, required=False)
    validate_protocol(port, optional=True)
    if port["targetPort"].integer() > 0:
        port["targetPort"].error("target-port", "targetPort does nothing in a Sidecar", help="remove it")
    if port["number"].integer():
        validate_number(port)
        if bind.text():
            bind.check("bind", addresses.ip(bind.text()))
    else:
        _validate_socket(listener)


def _validate_socket(listener: Field) -> None:
    """A listener without a port number stands on a unix socket."""
    bind = listener["bind"]
    if not bind.text().startswith(addresses.UNIX_SCHEME):
        listener["port"]["number"].error(
            "port-number", "the port has no number", expected="1 to 65535, or 0 with a unix:// bind"
        )
        return
    bind.check("bind", addresses.unix_path(bind.text().removeprefix(addresses.UNIX_SCHEME)))
    if listener["captureMode"].enum(CAPTURE_MODES) == "IPTABLES":
        listener["captureMode"].error(
            "capture-mode", "traffic to a unix socket cannot be captured", expected="DEFAULT or NONE"
        )


def _validate_hosts(listener: Field, namespace: str) -> None:
    hosts = listener["hosts"].items()
    if not hosts:
        listener.error("no-hosts", "the listener imports no hosts", expected="hosts, such as ./*")
    for host in hosts:
        validate_sidecar_host(host)
    _warn_of_repeated_hosts(hosts, namespace)


def _warn_of_repeated_hosts(hosts: list[Field], namespace: str) -> None:
    imported: dict[str, list[tuple[str, Field]]] = defaultdict(list)
    for host in hosts:
        scope, slash, name = host.text().partition("/")
        if slash and not (scope.startswith("~") and scope != "~"):
            imported[namespace if scope == "." else scope].append((name, host))
    for entries in imported.values():
        _warn_within_namespace(entries)
    everything = any(name == "*" for name, _host in imported.get("*", ()))
    if everything and len(imported) > 1:
        for scope, entries in imported.items():
            if scope != "*":
                entries[0][1].warn("egress-host-covered", "*/* imports everything already", help="remove one of them")


def _warn_within_namespace(entries: list[tuple[str, Field]]) -> None:
    seen: set[str] = set()
    for name, host in entries:
        if name in seen or ("*" in seen and name != "*") or (name == "*" and seen):
            host.warn(
                "egress-host-covered",
                f"{quote(host.text())} overlaps another host of its namespace",
                help="remove one of them",
            )
        seen.add(name)
