"""DNS names: labels, fully qualified and wildcard domains, trust domains, and how hosts cover one another.

Source: istio/istio pkg/config/validation/agent/validation.go, pkg/config/labels, pkg/config/host.
"""

from __future__ import annotations

import re

from meshctl.analyze.semantic.violation import Fault, quote

MAX_NAME = 255
_LABEL_FORM = r"[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?"
_LABEL = re.compile(_LABEL_FORM)
_WILDCARD_LABEL = re.compile(rf"\*|(?:\*-?)?{_LABEL_FORM}")
_GENERATED_SNI = "outbound_"

LABEL_EXPECTED = "a DNS label: 1 to 63 letters, digits or -, with no - at either end"
DOMAIN_EXPECTED = "a domain name: DNS labels joined by dots, at most 255 characters"
WILDCARD_EXPECTED = "a domain name whose first label may be * or start with *"


def is_label(text: str) -> bool:
    """Whether `text` is a DNS label of RFC 1123; letters of both cases count."""
    return len(text) <= 63 and _LABEL.fullmatch(text) is not None


def label(text: str) -> Fault | None:
    """Why `text` is not a DNS label."""
    return None if is_label(text) else Fault(f"{quote(text)} is not a DNS label", LABEL_EXPECTED)


def fqdn(text: str) -> Fault | None:
    """Why `text` is not a domain name without wildcards; one trailing dot is allowed."""
    reason = _length_fault(text) or _labels_fault(text)
    return Fault(f"{quote(text)} is not a domain name: {reason}", DOMAIN_EXPECTED) if reason else None


def wildcard_domain(text: str) -> Fault | None:
    """Why `text` is not a domain name whose first label may be, or start with, a `*`."""
    reason = _length_fault(text) or _wildcard_fault(text)
    return Fault(f"{quote(text)} is not a host name: {reason}", WILDCARD_EXPECTED) if reason else None


def gateway_bound_domain(text: str, *, sni: bool) -> Fault | None:
    """As `wildcard_domain`; with `sni`, a name that Istio generates is judged by its parts (`outbound_.80_._.host`)."""
    if not (sni and text.startswith(_GENERATED_SNI)) or _length_fault(text):
        return wildcard_domain(text)
    parts = [part.strip(".") for part in text.split("_")]
    if len(parts) >= 4 and re.search("[0-9]", parts[1]) and re.search("[a-zA-Z]", parts[3]):
        return None
    return Fault(
        f"{quote(text)} starts like a generated SNI host but lacks its parts",
        "outbound_.PORT_.SUBSET_.HOST",
    )


def trust_domain(text: str) -> Fault | None:
    """Why `text` is not a trust domain: like a domain name, but a numeric last label is allowed."""
    if not text:
        return Fault("the trust domain is empty", DOMAIN_EXPECTED)
    labels = text.split(".")
    wrong = next((part for part in (labels[:-1] if labels[-1] == "" else labels) if not is_label(part)), None)
    return None if wrong is None else Fault(f"{quote(text)} holds the label {quote(wrong)}", LABEL_EXPECTED)


def partial_wildcard(text: str) -> bool:
    """Whether a `*` stands in for less than whole labels (`*foo.com`)."""
    return "*" in text and len(text) > 1 and not text.startswith("*.")


def overlap(one: str, other: str) -> bool:
    """Whether some host is matched by both, in either direction: the symmetric comparison."""
    if one.startswith("*") and other.startswith("*"):
        shorter, longer = sorted((one[1:], other[1:]), key=len)
        return longer.endswith(shorter)
    if one.startswith("*"):
        return other.endswith(one[1:])
    if other.startswith("*"):
        return one.endswith(other[1:])
    return one == other


def covers(wide: str, narrow: str) -> bool:
    """Whether every host matched by `narrow` is matched by `wide`: the directional comparison."""
    if not wide.startswith("*"):
        return wide == narrow
    if narrow.startswith("*"):
        return len(narrow) >= len(wide) and narrow[1:].endswith(wide[1:])
    return narrow.endswith(wide[1:])


def _length_fault(text: str) -> str:
    if not text:
        return "it is empty"
    return f"it has {len(text)} characters" if len(text.encode("utf-8", "replace")) > MAX_NAME else ""


def _wildcard_fault(text: str) -> str:
    first, dot, rest = text.partition(".")
    if len(first) > 63 or not _WILDCARD_LABEL.fullmatch(first):
        return f"the label {quote(first)} is not valid"
    return _labels_fault(rest) if dot else ""


def _labels_fault(text: str) -> str:
    labels = text.split(".")
    if re.fullmatch("[0-9]{1,18}", labels[-1]):
        return "its last label is a number"
    wrong = next((part for part in (labels[:-1] if labels[-1] == "" else labels) if not is_label(part)), None)
    return "" if wrong is None else f"the label {quote(wrong)} is not valid"
