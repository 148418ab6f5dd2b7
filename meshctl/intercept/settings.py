"""What an interception is asked to do."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Interface, IPv6Interface, ip_interface
from typing import Final, Literal

from meshctl.errors import UsageError
from meshctl.intercept.rules import Version

WILDCARD: Final = "*"
REDIRECT: Final = "REDIRECT"
TPROXY: Final = "TPROXY"
DNS_PORT: Final = 15053
# Where the proxy binds when it passes inbound connections on to the application.
PASSTHROUGH_SOURCE: Final = {Version.V4: "127.0.0.6/32", Version.V6: "::6/128"}
_LOOPBACK_V6: Final = "::1/128"

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranges:
    """IP ranges of both versions; `everything` stands for `*`.

    Ranges keep the address as written, host bits included, in its shortest spelling.
    """

    everything: bool = False
    v4: tuple[IPv4Interface, ...] = ()
    v6: tuple[IPv6Interface, ...] = ()

    def of(self, version: Version) -> Names:
        """The ranges of one version as text."""
        return tuple(str(each) for each in (self.v4 if version is Version.V4 else self.v6))

    @property
    def has_loopback(self) -> bool:
        """Whether a range begins inside the loopback network: then local connections are captured too."""
        return any(each.ip.is_loopback for each in self.v4) or any(each.ip.is_loopback for each in self.v6)


@dataclass(frozen=True, slots=True, kw_only=True)
class InterceptSettings:
    """Everything the rules depend on.

    Ports, user and group ids stay texts, since iptables takes ranges (`8000:8100`) and names as well. `("*",)` as
    `inbound_ports` means all ports. `owner_groups` None means every group. `dns_servers_v4` and `_v6` are those of the
    pod's resolv.conf. `ipv6` tells whether rules for IPv6 are wanted beside those for IPv4.
    """

    proxy_port: int = 15001
    inbound_capture_port: int = 15006
    inbound_tunnel_port: int = 15008
    proxy_uids: Names = ("1337",)
    proxy_gids: Names = ("1337",)
    inbound_mode: Literal["REDIRECT", "TPROXY"] = REDIRECT
    inbound_ports: Names = ()
    inbound_ports_exclude: Names = ()
    outbound_ranges: Ranges = field(default_factory=Ranges)
    outbound_ranges_exclude: Ranges = field(default_factory=Ranges)
    outbound_ports: Names = ()
    outbound_ports_exclude: Names = ()
    virtual_interfaces: Names = ()
    exclude_interfaces: Names = ()
    owner_groups: Names | None = None
    owner_groups_exclude: Names = ()
    tproxy_mark: int = 1337
    tproxy_route_table: int = 133
    redirect_dns: bool = False
    capture_all_dns: bool = False
    dns_servers_v4: Names = ()
    dns_servers_v6: Names = ()
    drop_invalid: bool = False
    ipv6: bool = False
    host_loopback_v4: str = "127.0.0.1/32"

    @property
    def tproxy(self) -> bool:
        """Whether inbound traffic reaches the proxy with its original addresses."""
        return self.inbound_mode == TPROXY

    @property
    def captures_dns(self) -> bool:
        """Whether DNS is captured: asked for, and somewhere to capture it from."""
        return self.redirect_dns and bool(self.capture_all_dns or self.dns_servers_v4 or self.dns_servers_v6)

    @property
    def outbound_mark(self) -> int:
        """The mark of what the proxy sends to the application by the pod's address."""
        return self.tproxy_mark + 1

    @property
    def versions(self) -> tuple[Version, ...]:
        """The IP versions to write rules for."""
        return (Version.V4, Version.V6) if self.ipv6 else (Version.V4,)

    def loopback(self, version: Version) -> str:
        """The loopback range that is never captured."""
        return self.host_loopback_v4 if version is Version.V4 else _LOOPBACK_V6

    def dns_servers(self, version: Version) -> Names:
        """The DNS servers of one version, as host ranges."""
        if version is Version.V4:
            return tuple(f"{server}/32" for server in self.dns_servers_v4)
        return tuple(f"{server}/128" for server in self.dns_servers_v6)


def split_list(text: str) -> Names:
    """The items of a comma list; empty ones are left out."""
    return tuple(item for item in text.split(",") if item)


def parse_ranges(text: str, flag: str) -> Ranges:
    """The ranges of a comma list, or everything for `*`.

    Raises:
        UsageError: an item is no range in CIDR form.
    """
    if text == WILDCARD:
        return Ranges(everything=True)
    found = [_range(item, flag) for item in split_list(text)]
    return Ranges(
        v4=tuple(each for each in found if isinstance(each, IPv4Interface)),
        v6=tuple(each for each in found if isinstance(each, IPv6Interface)),
    )


def _range(text: str, flag: str) -> IPv4Interface | IPv6Interface:
    # NB: ip_interface takes an address alone and a mask in dots; the kernel's rules would take neither for a range.
    if text.partition("/")[2].isdecimal():
        with suppress(ValueError):
            return ip_interface(text)
    raise UsageError(
        f"{flag}: found {text!r}, expected IP ranges such as 10.0.0.0/8 or 2001:db8::/32",
        remedy="separate them by commas, or write * alone for everything",
    )
