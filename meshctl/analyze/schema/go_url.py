"""Which texts Go takes for the URL of a request, and their scheme.

CEL rules ask `isURL` and `url().getScheme()`. `urllib.parse` answers neither: it refuses almost nothing.
Source: the documentation and behaviour of Go's net/url, ParseRequestURI.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_USERINFO = re.compile(r"[A-Za-z0-9._:~!$&'()*+,;=%@-]*")
# Above ASCII a host may hold anything; an escape must stand for such a byte, or for the percent sign itself.
_HOST = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:\[\]<>\"-]|[^\x00-\x7f]|%25|%[89A-Fa-f][0-9A-Fa-f])*")
_ZONE = re.compile(r"%25(?:[A-Za-z0-9._~!$&'()*+,;=:\[\]<>\"-]|[^\x00-\x7f]|%[0-9A-Fa-f]{2})*")
_PORT = re.compile(r"(?::[0-9]*)?")


@dataclass(frozen=True, slots=True)
class Url:
    """A parsed URL; the scheme is in lower case, and empty for a path."""

    scheme: str


def parse_url(text: str) -> Url:
    """The URL that `text` is: absolute, or an absolute path.

    Raises:
        ValueError: it is none; the message says why.
    """
    scheme = parse_request_uri(text)
    # Kubernetes reads the text a second time, as a reference: with a fragment, and `//host` is a host without scheme.
    reference, _, fragment = text.partition("#")
    if _BAD_ESCAPE.search(fragment) is not None:
        raise ValueError("a percent sign needs two hexadecimal digits after it")
    if reference.startswith("//") and not reference.startswith("///"):
        _check_authority(reference[2:].partition("?")[0].partition("/")[0])
    return Url(scheme)


def parse_request_uri(text: str) -> str:
    """The scheme of what Go takes for the URL of a request, in lower case; empty for a path.

    Raises:
        ValueError: Go does not take it; the message says why.
    """
    if _CONTROL.search(text) is not None:
        raise ValueError("a URL has no control characters")
    if text == "*":
        return ""
    scheme, rest = _split_scheme(text)
    path = rest.partition("?")[0]
    if path.startswith("/"):
        _check_hierarchy(scheme, path)
    elif not scheme:
        raise ValueError("neither an absolute URL nor an absolute path")
    return scheme.lower()


def _split_scheme(text: str) -> tuple[str, str]:
    if text.startswith(":"):
        raise ValueError("the scheme is missing")
    match = _SCHEME.match(text)
    return ("", text) if match is None else (match.group(1), text[match.end() :])


def _check_hierarchy(scheme: str, path: str) -> None:
    if scheme and path.startswith("//"):
        authority, _, path = path[2:].partition("/")
        _check_authority(authority)
    if _BAD_ESCAPE.search(path) is not None:
        raise ValueError("a percent sign needs two hexadecimal digits after it")


def _check_authority(authority: str) -> None:
    userinfo, _, host = authority.rpartition("@")
    if _USERINFO.fullmatch(userinfo) is None or _BAD_ESCAPE.search(userinfo) is not None:
        raise ValueError("the user information has characters that are not allowed there")
    if host.rfind("[") > 0:
        raise ValueError("a bracket opens in the middle of the host")
    if host.startswith("["):
        _check_ip_literal(host)
    else:
        _check_host(host)


def _check_ip_literal(host: str) -> None:
    from ipaddress import AddressValueError, IPv6Address

    address, bracket, port = host[1:].rpartition("]")
    if not bracket or _PORT.fullmatch(port) is None:
        raise ValueError("the bracket of the host does not close, or what follows is no port")
    plain, percent, zone = address.partition("%25")
    if _HOST.fullmatch(plain) is None or (percent and _ZONE.fullmatch(percent + zone) is None):
        raise ValueError("the address in brackets has characters that are not allowed there")
    try:
        IPv6Address(plain)
    except AddressValueError as error:
        raise ValueError(f"the host in brackets is no IPv6 address: {error}") from None
    if percent and not zone:
        raise ValueError("the zone of the address is empty")


def _check_host(host: str) -> None:
    # Only the last colon starts a port: lists of hosts pass. Go 1.26 is stricter for http, API servers are not yet.
    colon = host.rfind(":")
    if colon >= 0 and _PORT.fullmatch(host[colon:]) is None:
        raise ValueError("the port is not a number")
    if _HOST.fullmatch(host) is None:
        raise ValueError("the host has characters that are not allowed there")
