"""URLs as Go parses them, as far as Istio's validation depends on it.

Source: Go's net/url (Parse, ParseRequestURI); istio/istio pkg/config/security ParseJwksURI, and strictParseURL in
pkg/config/validation/validation.go.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from meshctl.analyze.semantic.violation import Fault, quote

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_BAD_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
_HOST_CHARACTER = r"""[A-Za-z0-9\-_.~$&+,;=:!'()*@<>"\[\]]|[^\x00-\x7f]"""
_HOST_TEXT = re.compile(f"(?:{_HOST_CHARACTER}|%[89A-Fa-f][0-9A-Fa-f]|%25)*")
# Characters of a host may be written escaped in a zone, and so may blanks.
_ZONE = re.compile(f"(?:{_HOST_CHARACTER}|%[0-9A-Fa-f]{{2}})+")
_DIGITS = re.compile("[0-9]*")
_USER_INFO = re.compile(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*")

WASM_SCHEMES = frozenset({"", "file", "http", "https", "oci"})


class UrlError(Exception):
    """The text is no URL; the message says why."""


@dataclass(frozen=True, slots=True)
class Url:
    """The parts that validation looks at."""

    scheme: str
    port: str = ""


def jwks_uri(text: str) -> Fault | None:
    """Why `text` is no place to fetch keys from: an http or https URL whose port, if any, is a number."""
    expected = "an http:// or https:// URL"
    try:
        url = parse(text, request=False)
    except UrlError as fault:
        return Fault(f"{quote(text)} is not a URL: {fault}", expected)
    if url.scheme not in ("http", "https"):
        return Fault(f"the scheme of {quote(text)} is not http or https", expected)
    return None


def wasm_url(text: str) -> Fault | None:
    """Why `text` is no place of a Wasm module: no scheme, file, http, https or oci.

    A text that is no request URI is read again with `http://` in front. NB: `HOST:PORT/PATH` reads as the scheme HOST.
    """
    expected = "an oci://, http://, https:// or file:// URL, or an image reference without a port"
    if not text:
        return Fault("the URL is missing", expected)
    try:
        url = _lenient_request_uri(text)
    except UrlError as fault:
        return Fault(f"{quote(text)} is not a URL: {fault}", expected)
    if url.scheme not in WASM_SCHEMES:
        return Fault(
            f"{quote(url.scheme)} is not a supported scheme",
            expected,
            "put oci:// in front of an image with a registry port",
        )
    return None


def _lenient_request_uri(text: str) -> Url:
    try:
        return parse(text, request=True)
    except UrlError:
        return parse(f"http://{text}", request=True)


def parse(text: str, *, request: bool) -> Url:
    """The parts of a URL, or with `request` of a request URI, which has a scheme or starts with /.

    Raises:
        UrlError: Go would not take the text for one.
    """
    body, _, fragment = (text, "", "") if request else text.partition("#")
    if re.search(r"[\x00-\x1f\x7f]", body):
        raise UrlError("it holds a control character")
    if body.startswith(":"):
        raise UrlError("the scheme is missing")
    _check_escapes(fragment)
    if body == "*":
        return Url("")
    found = _SCHEME.match(body)
    scheme, rest = (found.group(1).lower(), body[found.end() :]) if found else ("", body)
    rest = rest.partition("?")[0]
    if not rest.startswith("/"):
        return _rootless(scheme, rest, request=request)
    authority, path = _split_authority(scheme, rest, request=request)
    port = _port(scheme, authority)
    _check_escapes(path)
    return Url(scheme, port)


def _check_escapes(text: str) -> None:
    if _BAD_ESCAPE.search(text):
        raise UrlError("a % is not followed by two hexadecimal digits")


def _rootless(scheme: str, rest: str, *, request: bool) -> Url:
    if scheme:
        return Url(scheme)
    if request:
        raise UrlError("it does not start with a scheme or /")
    if ":" in rest.partition("/")[0]:
        raise UrlError("its first segment holds a colon")
    _check_escapes(rest)
    return Url("")


def _split_authority(scheme: str, rest: str, *, request: bool) -> tuple[str, str]:
    reads_authority = scheme or (not request and not rest.startswith("///"))
    if not (reads_authority and rest.startswith("//")):
        return "", rest
    authority, slash, path = rest[2:].partition("/")
    return authority, slash + path


def _port(scheme: str, authority: str) -> str:
    """The port of an authority; raises when the authority is malformed."""
    user, at, host = authority.rpartition("@")
    if at and not _USER_INFO.fullmatch(user):
        raise UrlError("the user information is not valid")
    _check_escapes(user)
    if "[" in host:
        return _bracketed_port(host)
    # NB: only http and https insist that a host has no colon of its own.
    name, colon, port = host.partition(":") if scheme in ("http", "https") else host.rpartition(":")
    if not colon:
        name, port = host, ""
    if not _DIGITS.fullmatch(port):
        raise UrlError("the port is not a number")
    if not _HOST_TEXT.fullmatch(name):
        raise UrlError("the host holds characters that are not allowed")
    return port


def _bracketed_port(host: str) -> str:
    address, bracket, tail = host[1:].rpartition("]")
    found = re.fullmatch("(?::([0-9]*))?", tail)
    if host.rfind("[") > 0 or not bracket or found is None:
        raise UrlError("the brackets of the host are not closed, or no port follows")
    name, mark, zone = address.partition("%25")
    if mark and not _ZONE.fullmatch(zone):
        raise UrlError("the zone of the address is not valid")
    try:
        ipaddress.IPv6Address(name)
    except ValueError:
        raise UrlError("the brackets hold no IPv6 address") from None
    return found.group(1) or ""
