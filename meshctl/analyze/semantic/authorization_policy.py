"""AuthorizationPolicy. Source: istio/istio pkg/config/validation/validation.go ValidateAuthorizationPolicy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts import authorization_condition
from meshctl.analyze.semantic.parts.authorization_values import (
    DESTINATION_LISTS,
    SOURCE_LISTS,
    denial_of,
    validate_lists,
)
from meshctl.analyze.semantic.parts.scalars import require_text
from meshctl.analyze.semantic.parts.selectors import validate_targets
from meshctl.analyze.semantic.violation import quote

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field
    from meshctl.analyze.semantic.subject import Subject

ACTIONS = ("ALLOW", "DENY", "AUDIT", "CUSTOM")
# Attributes that a CUSTOM rule cannot test, because the external authorizer is asked before they are known.
_NOT_CUSTOM = ("namespaces", "serviceAccounts", "trustDomains", "principals", "requestPrincipals")
_NOT_CUSTOM_KEYS = (
    "source.namespace",
    "source.serviceAccount",
    "source.trustDomain",
    "source.principal",
    "request.auth.",
)
# Attributes of the connection; all others exist only where HTTP is spoken.
_TCP_SOURCES = ("principals", "namespaces", "serviceAccounts", "ipBlocks", "remoteIpBlocks")


def validate(subject: Subject) -> None:
    """Report every broken rule of an AuthorizationPolicy."""
    spec = subject.spec
    validate_targets(spec)
    action = spec["action"].enum(ACTIONS)
    _validate_action(spec, action)
    for rule in spec["rules"].items():
        _validate_rule(rule)
        if action == "CUSTOM":
            _validate_custom_rule(rule)
        elif action == "DENY":
            _warn_of_http_only(rule)


def _validate_action(spec: Field, action: str) -> None:
    has_rules = bool(spec["rules"].items())
    if action == "CUSTOM":
        if not has_rules:
            spec.error(
                "custom-rules", "a CUSTOM policy needs rules", expected="rules, or [{}] to ask for every request"
            )
        require_text(
            spec["provider"]["name"],
            "provider-name",
            "the name of the provider",
            help="name an extension provider of the mesh configuration",
        )
    elif spec["provider"].present:
        spec["provider"].error(
            "provider-action", f"a provider cannot be combined with action {action}", help="set action: CUSTOM"
        )
    if action == "DENY" and not has_rules:
        spec.error(
            "deny-rules", "a DENY policy without rules denies nothing", expected="rules, or [{}] to deny every request"
        )


def _validate_rule(rule: Field) -> None:
    for name, part, lists in (("from", "source", SOURCE_LISTS), ("to", "operation", DESTINATION_LISTS)):
        if rule[name].value == []:
            rule[name].error("rule-empty-list", f"{name} is empty", help=f"remove it, or name a {part}")
        for entry in rule[name].items():
            if not entry[part].present:
                entry.error("rule-part", f"the entry of {name} has no {part}", expected=part)
            else:
                validate_lists(entry[part], part, lists)
        for entry in rule[name].items():
            _refuse_mixed_identities(entry["source"])
    for condition in rule["when"].items():
        authorization_condition.validate(condition)


def _refuse_mixed_identities(source: Field) -> None:
    accounts = _set_lists(source, "serviceAccounts")
    if accounts:
        for other in _set_lists(source, "principals", "namespaces"):
            other.error(
                "mixed-identities",
                f"{other.path[-1]} cannot stand beside serviceAccounts",
                help="an account implies its namespace; remove one of them",
            )


def _set_lists(part: Field, *names: str) -> list[Field]:
    """Those of the named lists, and of the lists that deny them, that hold something."""
    fields = (part[form] for name in names for form in (name, denial_of(name)))
    return [field for field in fields if field.items()]


def _validate_custom_rule(rule: Field) -> None:
    for entry in rule["from"].items():
        for field in _set_lists(entry["source"], *_NOT_CUSTOM):
            field.error(
                "custom-source",
                f"{field.path[-1]} cannot be used with action CUSTOM",
                help="test it in a policy of action DENY",
            )
    for condition in rule["when"].items():
        key = condition["key"].text()
        if key in _NOT_CUSTOM_KEYS or key.startswith(_NOT_CUSTOM_KEYS[-1]):
            condition["key"].error(
                "custom-source",
                f"{quote(key)} cannot be used with action CUSTOM",
                help="test it in a policy of action DENY",
            )


def _warn_of_http_only(rule: Field) -> None:
    """A DENY rule that only looks at HTTP denies every TCP connection."""
    sources, operations = rule["from"].items(), rule["to"].items()
    if sources and not operations and not any(_set_lists(entry["source"], *_TCP_SOURCES) for entry in sources):
        _warn(rule["from"])
    if operations and not any(_set_lists(entry["operation"], "ports") for entry in operations):
        _warn(rule["to"])


def _warn(part: Field) -> None:
    part.warn(
        "deny-http-only",
        "the rule only tests attributes of HTTP, so it denies all traffic on TCP ports",
        help="add to.operation.ports",
    )
