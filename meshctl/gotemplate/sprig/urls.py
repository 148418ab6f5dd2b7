"""Sprig's URLs, taken apart and put together as Go's net/url does."""

from __future__ import annotations

import re
from typing import Final

from meshctl.gotemplate import types
from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.functions import function
from meshctl.gotemplate.text import from_bytes, to_bytes

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_ESCAPE: Final = re.compile(rb"%([0-9A-Fa-f]{2})")
_BROKEN_ESCAPE: Final = re.compile(rb"%(?![0-9A-Fa-f]{2}).{0,2}", re.DOTALL)
_PLAIN: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"
_KEPT: Final = {
    "path": b"$&+,/:;=@",
    "fragment": b"$&+,/:;=?@!()*",
    "userinfo": b"$&+,;=",
    "host": b"!$&'()*+,;=:[]<>\"",
}
_VALID_ENCODED: Final = {"path": b"!$&'()*+,;=:@[]/%", "fragment": b"!$&'()*+,;=:@[]/?%"}
_USERINFO: Final = re.compile(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*")
_PORT: Final = re.compile(r":[0-9]*")


def _unescape(text: str, mode: str) -> str:
    """Percent escapes resolved; Fault for broken ones."""
    raw = to_bytes(text)
    broken = _BROKEN_ESCAPE.search(raw)
    if broken is not None:
        raise Fault(f'invalid URL escape "{from_bytes(broken.group())}"')
    if mode == "host":
        for match in _ESCAPE.finditer(raw):
            if int(match.group(1)[:1], 16) < 8 and match.group() != b"%25":
                raise Fault(f'invalid URL escape "{from_bytes(match.group())}"')
        odd = next((code for code in raw if code < 0x80 and code not in _PLAIN + _KEPT["host"] + b"%"), None)
        if odd is not None:
            raise Fault(f'invalid character "{chr(odd)}" in host name')
    return from_bytes(_ESCAPE.sub(lambda match: bytes((int(match.group(1), 16),)), raw))


def _escape(text: str, mode: str) -> str:
    """Percent escapes where a part of a URL needs them."""
    kept = _PLAIN + _KEPT[mode]
    return "".join(chr(code) if code in kept else f"%{code:02X}" for code in to_bytes(text))


def _escaped(decoded: str, given: str, mode: str) -> str:
    """A part as it was given if that is a valid spelling of it, else escaped anew."""
    valid = _PLAIN + _VALID_ENCODED[mode]
    if given and all(code in valid for code in to_bytes(given)) and _same(given, decoded, mode):
        return given
    return "*" if mode == "path" and decoded == "*" else _escape(decoded, mode)


def _same(given: str, decoded: str, mode: str) -> bool:
    """Whether an encoded text decodes to another."""
    try:
        return _unescape(given, mode) == decoded
    except Fault:
        return False


def url_parse(text: str) -> dict[str, object]:
    """The parts of a URL: scheme, host, hostname, path, query, opaque, fragment, userinfo."""
    try:
        return _parsed(text)
    except Fault as fault:
        raise Fault(f'unable to parse url: parse "{text}": {fault.message}') from None


def _parsed(text: str) -> dict[str, object]:
    """The parts of a URL."""
    if any(code < 0x20 or code == 0x7F for code in to_bytes(text)):
        raise Fault("net/url: invalid control character in URL")
    body, _, fragment = text.partition("#")
    parts: dict[str, object] = dict.fromkeys(("scheme", "host", "hostname", "path", "query", "opaque", "userinfo"), "")
    parts["fragment"] = _unescape(fragment, "fragment")
    if body == "*":
        return {**parts, "path": "*"}
    scheme, body = _split_scheme(body)
    parts["scheme"] = scheme.lower()
    if not (body.endswith("?") and body.count("?") == 1):
        body, _, query = body.partition("?")
        parts["query"] = query
    else:
        body = body[:-1]
    return _hierarchy(parts, scheme, body)


def _split_scheme(text: str) -> tuple[str, str]:
    """The scheme and what follows its colon."""
    colon = text.find(":")
    if colon < 0 or not re.match(r"[A-Za-z0-9+.\-]*:", text):
        return "", text
    if colon == 0:
        raise Fault("missing protocol scheme")
    if _SCHEME.fullmatch(text[:colon]) is None:
        return "", text
    return text[:colon], text[colon + 1 :]


def _hierarchy(parts: dict[str, object], scheme: str, rest: str) -> dict[str, object]:
    """Authority and path, or what is opaque."""
    if not rest.startswith("/"):
        if scheme:
            return {**parts, "opaque": rest}
        if ":" in rest.split("/", 1)[0]:
            raise Fault("first path segment in URL cannot contain colon")
    if rest.startswith("//") and (scheme or not rest.startswith("///")):
        authority, slash, path = rest[2:].partition("/")
        rest = slash + path
        parts["userinfo"], host = _authority(authority)
        parts["host"], parts["hostname"] = host, _hostname(host)
    return {**parts, "path": _unescape(rest, "path")}


def _authority(authority: str) -> tuple[str, str]:
    """User information, escaped anew, and host."""
    user, at, host = authority.rpartition("@")
    parsed = _host(host)
    if not at:
        return "", parsed
    if _USERINFO.fullmatch(user) is None:
        raise Fault("net/url: invalid userinfo")
    name, colon, password = user.partition(":")
    shown = _escape(_unescape(name, "userinfo"), "userinfo")
    return (f"{shown}:{_escape(_unescape(password, 'userinfo'), 'userinfo')}" if colon else shown), parsed


def _host(host: str) -> str:
    """A host with its port, checked."""
    if host.startswith("["):
        end = host.rfind("]")
        if end < 0:
            raise Fault("missing ']' in host")
        port = host[end + 1 :]
    else:
        colon = host.rfind(":")
        port = host[colon:] if colon >= 0 else ""
    if port and _PORT.fullmatch(port) is None:
        raise Fault(f'invalid port "{port}" after host')
    return _unescape(host, "host")


def _hostname(host: str) -> str:
    """The host without its port and brackets."""
    colon = host.rfind(":")
    if colon >= 0 and _PORT.fullmatch(host[colon:]):
        host = host[:colon]
    return host[1:-1] if host.startswith("[") and host.endswith("]") else host


def url_join(parts: dict[str, object]) -> str:
    """The URL of such parts."""
    given = {name: _text(parts, name) for name in ("scheme", "host", "path", "query", "opaque", "fragment", "userinfo")}
    userinfo = _authority(f"{given['userinfo']}@host")[0] if given["userinfo"] else ""
    text = f"{given['scheme']}:" if given["scheme"] else ""
    text += given["opaque"] or _authority_and_path(given, userinfo)
    if given["query"]:
        text += f"?{given['query']}"
    return text + (f"#{_escaped(given['fragment'], '', 'fragment')}" if given["fragment"] else "")


def _authority_and_path(given: dict[str, str], userinfo: str) -> str:
    """`//user@host/path`."""
    path = _escaped(given["path"], "", "path")
    text = ""
    if given["scheme"] or given["host"] or userinfo:
        if given["host"] or given["path"] or userinfo:
            text = "//" if given["host"] or userinfo or given["path"].startswith("//") or given["scheme"] else ""
        text += f"{userinfo}@" if userinfo else ""
        text += _escape(given["host"], "host")
    if path and not path.startswith("/") and given["host"]:
        text += "/"
    if not text and ":" in path.split("/", 1)[0]:
        text = "./"
    return text + path


def _text(parts: dict[str, object], name: str) -> str:
    """A part, which must be text."""
    value = parts.get(name, "")
    if not isinstance(value, str):
        raise Fault(f"unable to parse {name} key, must be of type string, but {types.kind_of(value)} found")
    return value


FUNCTIONS: Final = {
    "urlJoin": function("map[string]any -> string", url_join),
    "urlParse": function("string -> map[string]any", url_parse),
}
