from __future__ import annotations

import json
from typing import Any

from tests.unit.analyze.semantic.judging import Case, Spec, judged, resource, table


def peer(**spec: Any) -> Spec:
    return resource("PeerAuthentication", spec)


def request(**rule: Any) -> Spec:
    return resource("RequestAuthentication", {"jwtRules": [{"issuer": "a", **rule}]})


SELECTOR = {"matchLabels": {"a": "b"}}
PUBLIC = {"kty": "RSA", "n": "AQAB", "e": "AQAB"}

CASES: list[Case] = [
    ("mesh-wide settings", peer(mtls={"mode": "STRICT"}), []),
    ("an empty selector", peer(selector={}), ["warning selector selector-empty"]),
    ("settings of a port", peer(selector=SELECTOR, portLevelMtls={"8080": {}}), []),
    ("settings of a port by number", peer(selector=SELECTOR, portLevelMtls={8080: {}}), []),
    (
        "settings of a port without selector",
        peer(portLevelMtls={"80": {}}),
        ["error portLevelMtls ports-without-selector"],
    ),
    ("no settings of ports", peer(selector=SELECTOR, portLevelMtls={}), ["error portLevelMtls ports-empty"]),
    ("a port out of range", peer(selector=SELECTOR, portLevelMtls={"0": {}}), ["error portLevelMtls.0 port-number"]),
    ("a rule", request(), []),
    ("no issuer", request(issuer=""), ["error jwtRules.0 jwt-issuer"]),
    ("keys from elsewhere", request(issuer="", jwksUri="https://a.com:8443/keys"), []),
    ("keys from nowhere", request(jwksUri="a.com"), ["error jwtRules.0.jwksUri jwks-uri"]),
    ("keys from a file", request(jwksUri="file:///keys"), ["error jwtRules.0.jwksUri jwks-uri"]),
    ("keys from a named port", request(jwksUri="https://a.com:https/"), ["error jwtRules.0.jwksUri jwks-uri"]),
    ("public keys", request(jwks=json.dumps({"keys": [PUBLIC]})), []),
    ("one public key", request(jwks=json.dumps(PUBLIC)), []),
    (
        "a private key",
        request(jwks=json.dumps({"keys": [PUBLIC, {**PUBLIC, "d": "AQAB"}]})),
        ["warning jwtRules.0.jwks jwks-secret"],
    ),
    (
        "a symmetric key",
        request(jwks=json.dumps({"keys": [{"kty": "oct", "k": "AQAB"}]})),
        ["warning jwtRules.0.jwks jwks-secret"],
    ),
    ("keys that are no JSON", request(jwks="keys"), ["error jwtRules.0.jwks jwks"]),
    ("keys that are a list", request(jwks="[]"), ["error jwtRules.0.jwks jwks"]),
    ("a key of no type", request(jwks='{"keys": [{}]}'), ["error jwtRules.0.jwks jwks"]),
    ("a key without exponent", request(jwks='{"kty": "RSA", "n": "AQAB"}'), ["error jwtRules.0.jwks jwks"]),
    (
        "a key of an unknown curve",
        request(jwks='{"kty": "EC", "crv": "P-1", "x": "AQ", "y": "AQ"}'),
        ["error jwtRules.0.jwks jwks"],
    ),
    (
        "empty entries",
        request(audiences=[""], fromParams=["a", ""], fromCookies=[""]),
        [f"error jwtRules.0.{entry} jwt-empty" for entry in ("audiences.0", "fromParams.1", "fromCookies.0")],
    ),
    (
        "a header without name",
        request(fromHeaders=[{"prefix": "x"}]),
        ["error jwtRules.0.fromHeaders.0.name jwt-header"],
    ),
    ("a claim in a header", request(outputClaimToHeaders=[{"header": "X-a_b", "claim": "a"}]), []),
    (
        "a claim in no header",
        request(outputClaimToHeaders=[{"header": "x.a"}]),
        [
            "error jwtRules.0.outputClaimToHeaders.0.claim jwt-claim",
            "error jwtRules.0.outputClaimToHeaders.0.header jwt-header",
        ],
    ),
    ("a timeout", request(timeout="1"), ["error jwtRules.0.timeout duration"]),
    (
        "selector and target",
        resource(
            "RequestAuthentication",
            {"selector": SELECTOR, "targetRefs": [{"group": "", "kind": "Service", "name": "a"}]},
        ),
        ["error targetRefs several-targets"],
    ),
]


@table(CASES)
def test_authentication_is_judged_field_by_field(value: Spec, expected: list[str]) -> None:
    assert judged(value) == expected
