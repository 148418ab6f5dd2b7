"""The functions that Linkerd's templates may call, over the built-in ones and Sprig's.

`required` and `toYaml` are Helm's; the others turn shapes of the values into shapes of the pod.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from meshctl.gotemplate import BUILTINS, SPRIG, Fault, FunctionSet, format_value, function
from meshctl.yamlio.emitter import dump

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WORD_START: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_REDIRECT_CAPABILITIES: Final = ("NET_ADMIN", "NET_RAW")


@cache
def linkerd_functions() -> FunctionSet:
    """Everything a Linkerd template may call."""
    own = {
        "required": function("string, any -> any", _required),
        "toYaml": function("any -> string", _to_yaml),
        "limits": function("map[string]any, string -> map[string]any", _limits),
        "prefixed": function("string, any -> string", _prefixed),
        "initCapabilities": function("any -> any", _init_capabilities),
        "parameters": function("string, any -> []any", _parameters),
    }
    return BUILTINS | SPRIG | FunctionSet(own)


def _required(message: str, value: object) -> object:
    if value is None or value == "":
        raise Fault(message)
    return value


def _to_yaml(value: Any) -> str:
    return dump(value).rstrip("\n")


def _prefixed(prefix: str, value: object) -> str:
    """The value behind the prefix, nothing for no value."""
    return f"{prefix}{format_value(value)}" if value not in {None, ""} else ""


def _limits(resources: Mapping[str, Any], bound: str) -> dict[str, Any]:
    """`cpu: {limit: 1}, memory: {}` as `cpu: 1`: what is set, by resource."""
    found = {name: (bounds or {}).get(bound) for name, bounds in resources.items()}
    order = ("cpu", "memory", "ephemeral-storage")
    return {name: str(found[name]) for name in order if found.get(name)}


def _init_capabilities(own: Any) -> dict[str, list[str]]:
    """What the redirect needs, with what the application adds and drops, but never dropping what it needs."""
    own = own or {}
    needed = list(_REDIRECT_CAPABILITIES)
    capabilities = {"add": [*needed, *(own.get("add") or [])]}
    dropped = [name for name in own.get("drop") or [] if name not in needed]
    return {**capabilities, "drop": dropped} if dropped else capabilities


def _parameters(direction: str, scopes: Any) -> list[Any]:
    """A variable for each parameter of each protocol of each scope, keys in order."""
    return [
        {"name": "_".join(("LINKERD2_PROXY", direction, *map(_screaming, path))), "value": format_value(value)}
        for path, value in _leaves(scopes or {}, ())
    ]


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for key in sorted(value):
            yield from _leaves(value[key], (*path, key))
    elif value is not None:
        yield path, value


def _screaming(name: str) -> str:
    """`keepAliveInterval` as `KEEP_ALIVE_INTERVAL`."""
    return _WORD_START.sub("_", name).upper()
