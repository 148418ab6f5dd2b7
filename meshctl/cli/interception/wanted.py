"""The rules a command line asks for: arguments after the command, or those of an init container in a manifest."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from meshctl.errors import SourceError, UsageError
from meshctl.intercept.containers import find_init_arguments
from meshctl.intercept.flags import Arguments, Surroundings, parse_arguments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.intercept.containers import InitArguments

RESOLV_CONF: Final = "/etc/resolv.conf"
_INTERFACES_V6: Final = Path("/proc/net/if_inet6")
_GLOBAL_SCOPE: Final = "00"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedRules:
    """The flags that say which rules are meant; `ipv6` None leaves it to the arguments."""

    arguments: tuple[str, ...]
    filename: str | None = None
    ipv6: bool | None = None
    dns_servers: tuple[str, ...] = ()
    resolv_conf: str | None = None


def arguments_of(wanted: WantedRules) -> Arguments:
    """The parsed arguments, with what the command line adds to them.

    Raises:
        UsageError: arguments and manifest are both given, or neither is understood.
        InputError: the manifest or resolv.conf cannot be read.
    """
    environment: dict[str, str] = dict(os.environ)
    arguments = wanted.arguments
    if wanted.filename is not None:
        if arguments:
            raise UsageError("--filename and arguments do not go together", remedy="choose one")
        found = _from_manifest(wanted.filename)
        arguments, environment = found.arguments, dict(found.environment)
    servers = tuple(map(_address, wanted.dns_servers)) or (
        nameservers(wanted.resolv_conf) if wanted.resolv_conf else ()
    )
    around = Surroundings(
        ipv6=bool(wanted.ipv6),
        dns_servers_v4=tuple(server for server in servers if ":" not in server),
        dns_servers_v6=tuple(server for server in servers if ":" in server),
        environment=environment,
    )
    return parse_arguments(arguments, around)


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise UsageError(f"--dns-server: found {text!r}, expected an IP address") from None


def has_global_ipv6() -> bool:
    """Whether an interface of this network namespace has an IPv6 address that others can reach."""
    try:
        lines = _INTERFACES_V6.read_text("ascii").splitlines()
    except OSError:
        return False
    return any(len(fields) > 3 and fields[3] == _GLOBAL_SCOPE for fields in map(str.split, lines))


def nameservers(path: str) -> tuple[str, ...]:
    """The DNS servers of a resolv.conf, in order; entries that are no address are left out.

    Raises:
        SourceError: the file cannot be read.
    """
    try:
        text = Path(path).read_text("utf-8", errors="replace")
    except OSError as fault:
        raise SourceError(f"{path}: {fault.strerror}", remedy="name the servers with --dns-server") from None
    return tuple(_servers(text))


def _servers(text: str) -> Iterator[str]:
    for fields in map(str.split, text.splitlines()):
        if len(fields) > 1 and fields[0] == "nameserver":
            with suppress(ValueError):
                yield str(ip_address(fields[1].partition("%")[0]))


def _from_manifest(path: str) -> InitArguments:
    from meshctl.injection.pod import find_pod
    from meshctl.manifests.documents import iter_documents
    from meshctl.manifests.sources import read_source

    for document in iter_documents(read_source(path)):
        for manifest in _manifests(document.value):
            ref = find_pod(manifest)
            found = find_init_arguments(ref.pod) if ref is not None else None
            if found is not None:
                return found
    raise UsageError(
        f"{path}: no init container sets up interception",
        remedy="inject the manifest first, or give the arguments on the command line",
    )


def _manifests(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        items = value.get("items")
        if value.get("kind") == "List" and isinstance(items, list):
            for item in items:
                yield from _manifests(item)
        else:
            yield value
