"""JSON Web Key Sets written into a policy. Source: RFC 7517, RFC 7518 section 6, RFC 8037."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.analyze.semantic.violation import Fault, quote

if TYPE_CHECKING:
    from collections.abc import Mapping

# Members without which a key of each type cannot verify anything.
_REQUIRED = {"RSA": ("n", "e"), "EC": ("crv", "x", "y"), "OKP": ("crv", "x"), "oct": ("k",)}
_CURVES = {
    "EC": frozenset({"P-256", "P-384", "P-521", "secp256k1"}),
    "OKP": frozenset({"Ed25519", "X25519", "Ed448", "X448"}),
}
_BASE64URL = re.compile(r"[A-Za-z0-9_+/-]+=*")

EXPECTED = 'a JSON Web Key Set: {"keys": [{"kty": "RSA", "n": ..., "e": ...}]}'


@dataclass(frozen=True, slots=True)
class KeySet:
    """What a text of keys amounts to: a fault, or how many of the keys are secret."""

    fault: Fault | None = None
    secret_keys: int = 0


def read(text: str) -> KeySet:
    """Judge `text` as a key set, or as a single key."""
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        return KeySet(Fault(f"{quote(text, 40)} is not JSON", EXPECTED))
    if not isinstance(parsed, dict):
        return KeySet(Fault("the key set is not a JSON object", EXPECTED))
    keys = parsed.get("keys", [parsed])
    if not isinstance(keys, list):
        return KeySet(Fault("keys is not a list", EXPECTED))
    faults = [fault for index, key in enumerate(keys) if (fault := _key(index, key))]
    return KeySet(faults[0] if faults else None, 0 if faults else sum(map(_is_secret, keys)))


def _key(index: int, key: object) -> Fault | None:
    if not isinstance(key, dict):
        return Fault(f"key {index} is not a JSON object", EXPECTED)
    key_type = key.get("kty")
    if not isinstance(key_type, str) or key_type not in _REQUIRED:
        return Fault(f"key {index} has no known type (kty)", "kty of RSA, EC, OKP or oct")
    wrong = [name for name in _REQUIRED[key_type] if not _member_is_valid(key_type, name, key.get(name))]
    return (
        Fault(f"key {index} lacks a valid {wrong[0]}", f"an {key_type} key needs {', '.join(_REQUIRED[key_type])}")
        if wrong
        else None
    )


def _member_is_valid(key_type: str, name: str, value: object) -> bool:
    if not isinstance(value, str):
        return False
    return value in _CURVES[key_type] if name == "crv" else _BASE64URL.fullmatch(value) is not None


def _is_secret(key: Mapping[str, object]) -> bool:
    return key.get("kty") == "oct" or "d" in key
