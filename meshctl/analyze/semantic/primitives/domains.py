"""Host names and labels, with what was expected. Source: istio/istio pkg/config/validation/agent/validation.go."""

from __future__ import annotations

import re
from typing import Final

from meshctl.analyze.semantic.violation import Fault, quote
from meshctl.mesh.hosts import fqdn_problem, is_dns_label, wildcard_domain_problem

_GENERATED_SNI: Final = "outbound_"

LABEL_EXPECTED: Final = "a DNS label: 1 to 63 letters, digits or -, with no - at either end"
DOMAIN_EXPECTED: Final = "a domain name: DNS labels joined by dots, at most 255 characters"
WILDCARD_EXPECTED: Final = "a domain name whose first label may be * or start with *"


def label(text: str) -> Fault | None:
    """Why `text` is not a DNS label."""
    if is_dns_label(text):
        return None
    return Fault(f"{quote(text)} is not a DNS label" if text else "the name is missing", LABEL_EXPECTED)


def fqdn(text: str) -> Fault | None:
    """Why `text` is not a domain name without wildcards; one trailing dot is allowed."""
    return _fault(text, fqdn_problem(text), DOMAIN_EXPECTED)


def wildcard_domain(text: str) -> Fault | None:
    """Why `text` is not a domain name whose first label may be, or start with, a `*`."""
    return _fault(text, wildcard_domain_problem(text), WILDCARD_EXPECTED)


def _fault(text: str, problem: str | None, expected: str) -> Fault | None:
    if problem is None:
        return None
    return Fault(f"{quote(text)} is not a host name: {problem}" if text else "the host name is missing", expected)


def gateway_bound_domain(text: str, *, sni: bool) -> Fault | None:
    """As `wildcard_domain`; with `sni`, a name that Istio generates is judged by its parts (`outbound_.80_._.host`)."""
    if not (sni and text.startswith(_GENERATED_SNI)):
        return wildcard_domain(text)
    parts = [part.strip(".") for part in text.split("_")]
    if len(parts) >= 4 and re.search("[0-9]", parts[1]) and re.search("[a-zA-Z]", parts[3]):
        return None
    return Fault(
        f"{quote(text)} starts like a generated SNI host but lacks its parts",
        "outbound_.PORT_.SUBSET_.HOST",
    )
