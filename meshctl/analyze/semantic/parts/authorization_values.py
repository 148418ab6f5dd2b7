"""Lists of values in sources and operations of an AuthorizationPolicy.

Source: istio/istio pkg/config/security/security.go, pkg/config/validation/validation.go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from meshctl.analyze.semantic.primitives import addresses, numbers, path_templates
from meshctl.analyze.semantic.violation import Fault, quote

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field

ValueCheck = Callable[[str], Fault | None]
MAX_ACCOUNTS = 16
MAX_ACCOUNT_LENGTH = 320


def any_value(text: str) -> Fault | None:
    """Every text that is not empty will do."""
    return None if text else Fault("the value is empty", "a value, or no entry")


def port(text: str) -> Fault | None:
    """Why `text` is not a port to authorize; 0 passes."""
    return any_value(text) or numbers.port_text(text, lowest=0)


def block(text: str) -> Fault | None:
    """Why `text` is not an address or block."""
    return any_value(text) or addresses.subnet(text)


def path(text: str) -> Fault | None:
    """Why `text` is not a path or path template."""
    return any_value(text) or path_templates.path(text)


def service_account(text: str) -> Fault | None:
    """Why `text` is not `ACCOUNT` or `NAMESPACE/ACCOUNT`."""
    expected = "ACCOUNT or NAMESPACE/ACCOUNT, without wildcards"
    parts = text.split("/")
    if len(text) > MAX_ACCOUNT_LENGTH:
        return Fault(f"the service account has {len(text)} characters", f"at most {MAX_ACCOUNT_LENGTH}")
    if "*" in text or len(parts) > 2 or not all(parts):
        return Fault(f"{quote(text)} is not a service account", expected)
    return None


def trust_domain(text: str) -> Fault | None:
    """Why `text` is not a trust domain, or a pattern of one."""
    if "/" in text:
        return Fault(f"{quote(text)} holds a /", "a trust domain such as cluster.local")
    return trust_domain_pattern(text)


def trust_domain_pattern(text: str) -> Fault | None:
    """Why `text` is not a pattern with at most one `*`, at an end."""
    if fault := any_value(text):
        return fault
    if text.count("*") > 1 or "*" in text[1:-1]:
        return Fault(f"{quote(text)} has a * within", "at most one *, at the start or at the end")
    return None


SOURCE_LISTS: Mapping[str, ValueCheck] = {
    "principals": any_value,
    "requestPrincipals": any_value,
    "namespaces": any_value,
    "serviceAccounts": service_account,
    "trustDomains": trust_domain,
    "ipBlocks": block,
    "remoteIpBlocks": block,
}
DESTINATION_LISTS: Mapping[str, ValueCheck] = {"hosts": any_value, "ports": port, "methods": any_value, "paths": path}


def denial_of(name: str) -> str:
    """The list that excludes what the list `name` admits: `notPorts` for `ports`."""
    return f"not{name[0].upper()}{name[1:]}"


def validate_lists(holder: Field, what: str, lists: Mapping[str, ValueCheck]) -> None:
    """Judge every value of the given lists and of those that deny them; at least one list must hold something."""
    checks = {form: check for name, check in lists.items() for form in (name, denial_of(name))}
    if not any(holder[name].items() for name in checks):
        holder.error("rule-part-empty", f"the {what} tests nothing", expected=f"one of {', '.join(checks)}")
    for name, check in checks.items():
        values = holder[name].items()
        for value in values:
            value.check(f"{what}-value", check(value.text()))
        if check is service_account and len(values) > MAX_ACCOUNTS:
            holder[name].error(
                f"{what}-value", f"{len(values)} service accounts are listed", expected=f"at most {MAX_ACCOUNTS}"
            )
