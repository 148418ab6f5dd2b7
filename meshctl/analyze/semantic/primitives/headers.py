"""Names and values of HTTP headers, JWT claim keys included.

Source: istio/istio pkg/config/validation/validation.go and header_value_validator.go, pkg/jwt/routing.go; RFC 9110.
"""

from __future__ import annotations

import re

from meshctl.analyze.semantic.violation import Fault, quote

_TOKEN = re.compile(r"[-!#$%&'*+.^_`|~0-9A-Za-z]+")
_STRICT = re.compile("[-_0-9A-Za-z]+")
_PLAIN = re.compile("[-0-9A-Za-z]+")
_PSEUDO_HEADERS = frozenset({":method", ":scheme", ":authority", ":path", ":status"})
_CLAIMS = "@request.auth.claims"

NAME_EXPECTED = "letters, digits and the signs ! # $ % & ' * + - . ^ _ ` | ~"


def is_claim(key: str) -> bool:
    """Whether a match key names a JWT claim: `@request.auth.claims.NAME` or `@request.auth.claims[NAME]...`."""
    if key[: len(_CLAIMS)].lower() != _CLAIMS:
        return False
    rest = key[len(_CLAIMS) :]
    if rest.startswith("."):
        return len(rest) > 1
    return rest.startswith("[") and rest.endswith("]") and all(rest[1:-1].split("]["))


def match_key(text: str) -> Fault | None:
    """Why a match may not look at the header `text`: JWT claims and pseudo headers count, otherwise a token."""
    if is_claim(text) or text in _PSEUDO_HEADERS:
        return None
    return token(text)


def token(text: str) -> Fault | None:
    """Why `text` is not a header name."""
    if not text:
        return Fault("the header name is empty", NAME_EXPECTED)
    return None if _TOKEN.fullmatch(text) else Fault(f"{quote(text)} is not a header name", NAME_EXPECTED)


def strict_name(text: str) -> Fault | None:
    """Why `text` is not the name of a header that carries a claim."""
    expected = "letters, digits, - and _"
    if not text:
        return Fault("the header name is empty", expected)
    return None if _STRICT.fullmatch(text) else Fault(f"{quote(text)} is not a header name", expected)


def probe_name(text: str) -> Fault | None:
    """Why `text` is not the name of a header that a probe sends."""
    return None if _PLAIN.fullmatch(text) else Fault(f"{quote(text)} is not a header name", "letters, digits and -")


def operation_key(text: str, *, authority: bool) -> Fault | None:
    """Why a route may not add, set or remove the header `text`; with `authority` the request's host may be changed."""
    lowered = text.lower()
    if not text:
        return Fault("the header name is empty", NAME_EXPECTED)
    if lowered in ("host", ":authority") and authority:
        return None
    if lowered == "host":
        return Fault(
            f"the header {quote(text)} cannot be changed here", help="use rewrite.authority, or headers.request.set"
        )
    if text.startswith(":"):
        return Fault(f"the pseudo header {quote(text)} cannot be changed", help="use rewrite for path and authority")
    return None


def value(text: str) -> Fault | None:
    """Why Envoy refuses the value `text`: a control character, or a `%` that is neither doubled nor a command."""
    if any((character < " " and character != "\t") or character == "\x7f" for character in text):
        return Fault(f"{quote(text)} holds a control character", "printable characters and tabs")
    if _commands_are_closed(text):
        return None
    return Fault(
        f"{quote(text)} has a % that is no command",
        "%% for a percent sign, or a command such as %REQ(X-NAME)%",
        "double the percent sign",
    )


# What may come next while a value is read; a blank never changes the state except inside a name or an argument.
_LITERAL, _NAME, _ARGUMENTS, _STRING, _LIST_ITEM, _AFTER_ITEM, _LIST_END, _COMMAND_END = range(8)

# State and character to the next state. NB: a ) inside a quoted list item ends the arguments too, as it does in Envoy.
_TRANSITIONS = {
    (_LITERAL, "%"): _NAME,
    (_NAME, "%"): _LITERAL,
    (_NAME, "("): _ARGUMENTS,
    (_ARGUMENTS, "["): _LIST_ITEM,
    (_STRING, ")"): _COMMAND_END,
    (_STRING, '"'): _AFTER_ITEM,
    (_LIST_ITEM, '"'): _STRING,
    (_AFTER_ITEM, ","): _LIST_ITEM,
    (_AFTER_ITEM, "]"): _LIST_END,
    (_LIST_END, ")"): _COMMAND_END,
    (_COMMAND_END, "%"): _LITERAL,
}
# Where any other character may stand, and the state it leads to; elsewhere it is a fault.
_OTHERWISE = {_LITERAL: _LITERAL, _NAME: _NAME, _ARGUMENTS: _STRING, _STRING: _STRING}


def _commands_are_closed(text: str) -> bool:
    """Whether every `%` is doubled or belongs to a complete command."""
    state: int | None = _LITERAL
    at = 0
    while at < len(text) and state is not None:
        if state == _LITERAL and text.startswith("%%", at):
            at += 2
        elif state == _STRING and text[at] == "\\":
            at += 2
            state = _STRING if at <= len(text) else None
        else:
            state = _after(state, text[at])
            at += 1
    return state == _LITERAL


def _after(state: int, character: str) -> int | None:
    if (state, character) in _TRANSITIONS:
        return _TRANSITIONS[state, character]
    if character in " \t" and state not in (_NAME, _STRING):
        return state
    return _OTHERWISE.get(state)
