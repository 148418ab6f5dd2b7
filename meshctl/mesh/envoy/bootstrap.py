"""Checking an Envoy bootstrap before it is mounted: a proxy that cannot start takes the pod with it.

Only what an injected pod relies on is asked: that it parses, that the admin interface answers where the probe asks,
that listeners stand on the ports traffic is redirected to. Everything else is Envoy's to judge
(`envoy --mode validate`).

Source: Envoy API, config.bootstrap.v3.Bootstrap; field names in either spelling (`port_value`, `portValue`).
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final

from meshctl.errors import InputError
from meshctl.yamlio import load_plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_UNSPECIFIED: Final = ("0.0.0.0", "::")  # noqa: S104  compared with, not bound to


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the pod relies on: ports of the admin interface and the probe, listeners for redirected traffic.

    `listeners` names each port by its purpose. `transparent` holds the ports whose listener must keep addresses.
    """

    admin_port: int
    probe_port: int
    listeners: Mapping[int, str]
    transparent: frozenset[int] = frozenset()


def bootstrap_problems(text: str, expected: Expectation) -> list[str]:
    """What would keep the proxy of a pod from working, in sentences; empty for a good bootstrap."""
    try:
        value = load_plain(text)
    except InputError as fault:
        return [f"it is neither YAML nor JSON: {fault.message}"]
    if not isinstance(value, dict):
        return ["it is empty, expected a bootstrap" if value is None else "expected a mapping at its root"]
    return [*_admin(value, expected), *_listeners(value, expected)]


def _admin(bootstrap: Mapping[str, Any], expected: Expectation) -> Iterator[str]:
    address = _socket_address(bootstrap.get("admin"))
    if address is None:
        yield f"admin.address.socket_address is missing, expected port {expected.admin_port}"
        return
    host, port = address
    if port != expected.admin_port:
        yield f"the admin interface is on port {port}, expected {expected.admin_port}"
    elif expected.probe_port == expected.admin_port and _is_loopback(host):
        yield f"the admin interface listens on {host} alone, where the kubelet's probe does not reach it"


def _listeners(bootstrap: Mapping[str, Any], expected: Expectation) -> Iterator[str]:
    static = _field(bootstrap, "static_resources") or {}
    listeners = [each for each in static.get("listeners") or [] if isinstance(each, dict)]
    by_port = {address[1]: each for each in listeners if (address := _socket_address(each)) is not None}
    if _field(_field(bootstrap, "dynamic_resources") or {}, "lds_config"):
        return  # listeners come at run time, from a file or a server; those here need not be all
    for port, purpose in expected.listeners.items():
        if port not in by_port:
            have = ", ".join(str(each) for each in sorted(by_port)) or "none"
            yield f"no listener on port {port} ({purpose}); there is {have}"
        elif port in expected.transparent and by_port[port].get("transparent") is not True:
            yield f"the listener on port {port} ({purpose}) is not transparent, which interception mode TPROXY needs"


def _socket_address(holder: Any) -> tuple[str, int] | None:
    """Host and port of an object with an address."""
    address = holder.get("address") if isinstance(holder, dict) else None
    socket = _field(address, "socket_address") if isinstance(address, dict) else None
    if not isinstance(socket, dict):
        return None
    port = _field(socket, "port_value")
    return (str(socket.get("address", "")), port) if isinstance(port, int) else None


def _field(message: Any, name: str) -> Any:
    """A field by its name in snake case, or in the camel case that JSON of messages has."""
    if not isinstance(message, dict):
        return None
    head, *rest = name.split("_")
    return message.get(name, message.get(head + "".join(word.capitalize() for word in rest)))


def _is_loopback(host: str) -> bool:
    try:
        return host not in _UNSPECIFIED and ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
