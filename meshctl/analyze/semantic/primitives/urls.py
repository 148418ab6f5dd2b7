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
_HOST_TEXT = re.compile(r"""(?:[A-Za-z0-9\-_.~$&+,;=:!'()*@<>"]|[^\x00-\x7f]|%[89A-Fa-f][0-9A-Fa-f])*""")
_USER_INFO = re.compile(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*")
_PORT = re.compile(r"(.*?)(?::([0-9]*))?")

WASM_SCHEMES = frozenset({"", "file", "http", "https", "oci"})


class _UrlError(Exception):
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
        url = _parse(text, request=False)
    except _UrlError as fault:
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
    except _UrlError as fault:
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
        return _parse(text, request=True)
    except _UrlError:
        return _parse(f"http://{text}", request=True)


def _parse(text: str, *, request: bool) -> Url:
    if re.search(r"[\x00-\x1f\x7f]", text):
        raise _UrlError("it holds a control character")
    if text.startswith(":"):
        raise _UrlError("the scheme is missing")
    if not text and request:
        raise _UrlError("it is empty")
    body = text if request else text.partition("#")[0]
    found = _SCHEME.match(body)
    scheme, rest = (found.group(1).lower(), body[found.end() :]) if found else ("", body)
    rest = rest.partition("?")[0]
    if not rest.startswith("/"):
        return _rootless(scheme, rest, request=request)
    authority, path = _split_authority(scheme, rest, request=request)
    if _BAD_ESCAPE.search(path):
        raise _UrlError("a % is not followed by two hexadecimal digits")
    return Url(scheme, _port(authority))


def _rootless(scheme: str, rest: str, *, request: bool) -> Url:
    if scheme:
        return Url(scheme)
    if request:
        raise _UrlError("it does not start with a scheme or /")
    if ":" in rest.partition("/")[0]:
        raise _UrlError("its first segment holds a colon")
    if _BAD_ESCAPE.search(rest):
        raise _UrlError("a % is not followed by two hexadecimal digits")
    return Url("")


def _split_authority(scheme: str, rest: str, *, request: bool) -> tuple[str, str]:
    reads_authority = scheme or (not request and not rest.startswith("///"))
    if not (reads_authority and rest.startswith("//")):
        return "", rest
    authority, slash, path = rest[2:].partition("/")
    return authority, slash + path


def _port(authority: str) -> str:
    """The port of an authority; raises when the authority is malformed."""
    user, at, host = authority.rpartition("@")
    if at and (not _USER_INFO.fullmatch(user) or _BAD_ESCAPE.search(user)):
        raise _UrlError("the user information is not valid")
    if host.startswith("["):
        return _bracketed_port(host)
    found = _PORT.fullmatch(host)
    if found is None or ":" in found.group(1):
        raise _UrlError("the port is not a number")
    if not _HOST_TEXT.fullmatch(found.group(1)):
        raise _UrlError("the host holds characters that are not allowed")
    return found.group(2) or ""


def _bracketed_port(host: str) -> str:
    address, bracket, tail = host[1:].partition("]")
    found = re.fullmatch("(?::([0-9]*))?", tail)
    if not bracket or found is None:
        raise _UrlError("the brackets of the host are not closed, or no port follows")
    try:
        ipaddress.IPv6Address(address.partition("%25")[0])
    except ValueError:
        raise _UrlError("the brackets hold no IPv6 address") from None
    return found.group(1) or ""
