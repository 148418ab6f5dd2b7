"""`when` conditions of an AuthorizationPolicy.

Source: istio/istio pkg/config/security/security.go ValidateAttribute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.authorization_values import (
    ValueCheck,
    any_value,
    block,
    port,
    service_account,
    trust_domain_pattern,
)
from meshctl.analyze.semantic.violation import Fault, quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.analyze.semantic.field import Field

_ATTRIBUTES: Mapping[str, ValueCheck] = {
    "source.ip": block,
    "remote.ip": block,
    "source.namespace": any_value,
    "source.serviceAccount": service_account,
    "source.principal": any_value,
    "source.trustDomain": trust_domain_pattern,
    "request.auth.principal": any_value,
    "request.auth.audiences": any_value,
    "request.auth.presenter": any_value,
    "destination.ip": block,
    "destination.port": port,
    "connection.sni": any_value,
}
# Attributes with a name in brackets; experimental filters carry theirs before it.
_MAPS = ("request.headers", "request.auth.claims", "experimental.envoy.filters.")
_REMOVED = ("destination.namespace", "destination.labels", "destination.name", "destination.user")


def validate(condition: Field) -> None:
    """Report every broken rule of a condition."""
    key = condition["key"].text()
    known = condition["key"].check("condition-key", _key(key))
    lists = [condition["values"], condition["notValues"]]
    if not any(values.items() for values in lists):
        condition.error("condition-values", "the condition compares with nothing", expected="values or notValues")
    check = _ATTRIBUTES.get(key, any_value) if known else any_value
    for values in lists:
        for value in values.items():
            value.check("condition-value", any_value(value.text()) or check(value.text()))


def _key(text: str) -> Fault | None:
    expected = f"{', '.join(_ATTRIBUTES)}, request.headers[NAME] or request.auth.claims[NAME]"
    if not text:
        return Fault("the condition has no key", expected)
    if text in _ATTRIBUTES:
        return None
    if text.startswith(_MAPS):
        return _bracketed(text)
    if text.startswith(_REMOVED):
        return Fault(f"{quote(text)} is no longer an attribute", expected, "use the selector, or source and operation")
    return Fault(f"{quote(text)} is not an attribute", expected)


def _bracketed(text: str) -> Fault | None:
    _, bracket, name = text.partition("[")
    if bracket and name.endswith("]") and len(name) > 1:
        return None
    return Fault(f"{quote(text)} lacks the name in brackets", "ATTRIBUTE[NAME]")
