"""PeerAuthentication and RequestAuthentication. Source: istio/istio pkg/config/validation/validation.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.scalars import check_duration, require_text
from meshctl.analyze.semantic.parts.selectors import validate_targets, validate_workload_selector
from meshctl.analyze.semantic.primitives import headers, jwks, numbers, urls

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field
    from meshctl.analyze.semantic.subject import Subject


def validate_peer(subject: Subject) -> None:
    """Report every broken rule of a PeerAuthentication."""
    spec = subject.spec
    validate_workload_selector(spec["selector"], "matchLabels")
    ports = spec["portLevelMtls"]
    if not ports.present:
        return
    if not spec["selector"]["matchLabels"].entries():
        ports.error(
            "ports-without-selector", "settings of single ports need a selector", help="add selector.matchLabels"
        )
    if not ports.entries():
        ports.error("ports-empty", "portLevelMtls names no port", help="remove it")
    for number, setting in ports.entries():
        setting.check("port-number", numbers.port_text(number))


def validate_request(subject: Subject) -> None:
    """Report every broken rule of a RequestAuthentication."""
    validate_targets(subject.spec)
    for rule in subject.spec["jwtRules"].items():
        _validate_rule(rule)


def _validate_rule(rule: Field) -> None:
    if not (rule["issuer"].text() or rule["jwksUri"].text()):
        rule.error("jwt-issuer", "the rule names neither issuer nor keys", expected="issuer or jwksUri")
    for name in ("audiences", "fromParams", "fromCookies"):
        for text in rule[name].items():
            require_text(text, "jwt-empty", f"an entry of {name}")
    _validate_keys(rule)
    for header in rule["fromHeaders"].items():
        require_text(header["name"], "jwt-header", "the name of the header")
    for output in rule["outputClaimToHeaders"].items():
        require_text(output["claim"], "jwt-claim", "the claim")
        output["header"].check("jwt-header", headers.strict_name(output["header"].text()))
    check_duration(rule["timeout"])


def _validate_keys(rule: Field) -> None:
    if rule["jwksUri"].text():
        rule["jwksUri"].check("jwks-uri", urls.jwks_uri(rule["jwksUri"].text()))
    if rule["jwks"].text():
        keys = jwks.read(rule["jwks"].text())
        if rule["jwks"].check("jwks", keys.fault) and keys.secret_keys:
            rule["jwks"].warn(
                "jwks-secret",
                "the key set holds a private or symmetric key, open to everyone who may read this policy",
                help="publish public keys only, and replace keys that were exposed",
            )
