"""Who claims a pod: the webhooks of a control plane revision, and which of them the labels select.

Webhook configurations are plain dicts, as the API server shows them.

Source: istio manifests mutatingwebhook.yaml and revision-tags-mwc.yaml, istioctl/pkg/checkinject/checkinject.go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from meshctl.k8s.selectors import LabelSelector

Labels: TypeAlias = Mapping[str, str]
# A LabelSelector, or an entry of `webhooks`, in object form.
Selector: TypeAlias = "dict[str, Any]"
Webhook: TypeAlias = "dict[str, Any]"

DEFAULT_REVISION: Final = "default"
REVISION_LABEL: Final = "istio.io/rev"
INJECTION_LABEL: Final = "istio-injection"
INJECT_LABEL: Final = "sidecar.istio.io/inject"
NAMESPACE_NAME_LABEL: Final = "kubernetes.io/metadata.name"
NAME_SUFFIX: Final = "sidecar-injector.istio.io"
SYSTEM_NAMESPACES: Final = ("kube-system", "kube-public", "kube-node-lease", "local-path-storage")

_NEVER_MATCH: Final = {"matchLabels": {"istio.io/deactivated": "never-match"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Whether a webhook configuration takes a pod, and the label or lack of labels that decides."""

    claimed: bool
    reason: str


def webhook_entries(revision: str = "", *, everywhere: bool = False) -> list[Webhook]:
    """Name and selectors of the webhooks that a control plane of that revision installs, in its order.

    The default revision, named or empty, has entries for `istio-injection` too; a revision tag `default` likewise.
    With `everywhere` (enableNamespacesByDefault) it takes namespaces that say nothing.
    """
    claimed = revision or DEFAULT_REVISION
    not_refused = _expression(INJECT_LABEL, "NotIn", "false")
    no_rev, no_injection = _absent(REVISION_LABEL), _absent(INJECTION_LABEL)
    is_rev = _expression(REVISION_LABEL, "In", claimed)
    entries = [
        _entry("rev.namespace", [is_rev, no_injection], [not_refused]),
        _entry("rev.object", [no_rev, no_injection], [not_refused, is_rev]),
    ]
    if claimed != DEFAULT_REVISION:
        return entries
    asked = _expression(INJECT_LABEL, "In", "true")
    entries += [
        _entry("namespace", [_expression(INJECTION_LABEL, "In", "enabled")], [not_refused]),
        _entry("object", [no_injection, no_rev], [asked, no_rev]),
    ]
    if everywhere:
        not_system = _expression(NAMESPACE_NAME_LABEL, "NotIn", *SYSTEM_NAMESPACES)
        entries.append(_entry("auto", [no_injection, no_rev, not_system], [_absent(INJECT_LABEL), no_rev]))
    return entries


def selecting_entry(entries: Sequence[Webhook], pod: Labels, namespace: Labels) -> Webhook | None:
    """The first entry whose selectors both match, None if the API server calls none of them."""
    for entry in entries:
        if _matches(entry.get("namespaceSelector"), namespace) and _matches(entry.get("objectSelector"), pod):
            return entry
    return None


def explain_claim(entries: Sequence[Webhook], pod: Labels, namespace: Labels) -> Claim:
    """Whether a configuration with these entries takes a pod, and why: what `check-inject` shows.

    Entries are tried in order; one that matches without any label to point at leaves the question to the next.
    """
    for entry in entries:
        claim = _explain_entry(entry, pod, namespace)
        if claim is not None:
            return claim
    return Claim(claimed=False, reason=_no_match(entries))


def injection_entries(configuration: Mapping[str, Any]) -> list[Webhook]:
    """Entries of a MutatingWebhookConfiguration that belong to Istio."""
    return [entry for entry in configuration.get("webhooks") or [] if str(entry.get("name", "")).endswith("istio.io")]


def _explain_entry(entry: Webhook, pod: Labels, namespace: Labels) -> Claim | None:
    namespace_selector, object_selector = entry.get("namespaceSelector"), entry.get("objectSelector")
    in_namespace, on_pod = _matches(namespace_selector, namespace), _matches(object_selector, pod)
    if in_namespace and on_pod:
        return _claimed_by(_deciding_label(namespace_selector, namespace), _deciding_label(object_selector, pod))
    if in_namespace:
        label = _preventing_label(object_selector, pod)
        return Claim(claimed=False, reason=f"pod label {label} prevents injection") if label else None
    if on_pod and namespace.get(INJECTION_LABEL, "enabled") != "enabled":
        label = f"{INJECTION_LABEL}={namespace[INJECTION_LABEL]}"
        return Claim(claimed=False, reason=f"namespace label {label} prevents injection")
    return None


def _claimed_by(namespace_label: str, pod_label: str) -> Claim | None:
    reasons = []
    if namespace_label:
        hint = " (injection is on in every namespace)" if namespace_label.startswith(NAMESPACE_NAME_LABEL) else ""
        reasons.append(f"namespace label {namespace_label} matches{hint}")
    if pod_label:
        reasons.append(f"pod label {pod_label} matches")
    return Claim(claimed=True, reason=" and ".join(reasons)) if reasons else None


def _no_match(entries: Sequence[Webhook]) -> str:
    if any(entry.get("namespaceSelector") == entry.get("objectSelector") == _NEVER_MATCH for entry in entries):
        return "the webhook is deactivated: its selectors never match"
    wanted = {
        key: ", ".join(label for entry in entries for label in _wanted_labels(entry.get(key)))
        for key in ("namespaceSelector", "objectSelector")
    }
    return (
        f"no matching namespace label ({wanted['namespaceSelector']})"
        f" or pod label ({wanted['objectSelector']})"
    )  # fmt: skip


def _deciding_label(selector: Selector | None, labels: Labels) -> str:
    """The label that the first In or NotIn expression with such a label looked at, as `key=value`."""
    for expression in _expressions(selector):
        key = expression.get("key", "")
        if expression.get("operator") in ("In", "NotIn") and key in labels:
            return f"{key}={labels[key]}"
    return ""


def _preventing_label(selector: Selector | None, labels: Labels) -> str:
    for expression in _expressions(selector):
        key, operator = expression.get("key", ""), expression.get("operator")
        if key not in labels:
            continue
        if operator == "DoesNotExist" or (operator == "NotIn" and labels[key] in (expression.get("values") or [])):
            return f"{key}={labels[key]}"
    return ""


def _wanted_labels(selector: Selector | None) -> Iterator[str]:
    for expression in _expressions(selector):
        if expression.get("operator") == "In":
            yield from (f"{expression.get('key')}={value}" for value in expression.get("values") or [])


def _expressions(selector: Selector | None) -> list[dict[str, Any]]:
    return (selector or {}).get("matchExpressions") or []


def _matches(selector: Selector | None, labels: Labels) -> bool:
    """Whether a selector matches; an absent one always does, an invalid one never."""
    if selector is None:
        return True
    try:
        return LabelSelector.parse(selector).matches(labels)
    except ValueError:
        return False


def _entry(prefix: str, namespace: list[dict[str, Any]], pod: list[dict[str, Any]]) -> Webhook:
    return {
        "name": f"{prefix}.{NAME_SUFFIX}",
        "namespaceSelector": {"matchExpressions": namespace},
        "objectSelector": {"matchExpressions": pod},
    }


def _expression(key: str, operator: str, *values: str) -> dict[str, Any]:
    return {"key": key, "operator": operator, "values": list(values)}


def _absent(key: str) -> dict[str, Any]:
    return {"key": key, "operator": "DoesNotExist"}
