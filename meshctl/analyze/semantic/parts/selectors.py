"""Which workloads or objects a resource applies to: workload selectors and target references.

Source: istio/istio pkg/config/validation/validation.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.violation import quote

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field

_TARGETS = frozenset(
    {
        ("", "Service"),
        ("networking.istio.io", "ServiceEntry"),
        ("gateway.networking.k8s.io", "Gateway"),
        ("gateway.networking.k8s.io", "GatewayClass"),
    },
)
_TARGET_EXPECTED = "Service, ServiceEntry (networking.istio.io), Gateway or GatewayClass (gateway.networking.k8s.io)"


def validate_workload_selector(selector: Field, member: str = "labels") -> bool:
    """Judge a selector that was written; tells whether it can be used.

    `member` names the map of labels (`labels` in networking kinds, `matchLabels` in policies).
    """
    if not selector.present:
        return True
    pairs = selector[member].entries()
    if not pairs:
        selector.warn(
            "selector-empty",
            "the selector has no labels, so it selects every workload of the namespace",
            help="add labels, or leave the selector out if that is meant",
        )
    passed = [_label_passes(key, value) for key, value in pairs]
    return all(passed)


def _label_passes(key: str, value: Field) -> bool:
    if not key:
        value.error("selector-key-empty", "a label of the selector has an empty name")
    elif "*" in key:
        value.error("selector-wildcard", f"the label name {quote(key)} holds a *", help="selectors compare exactly")
    elif "*" in value.text():
        value.error(
            "selector-wildcard", f"the label value {quote(value.text())} holds a *", help="selectors compare exactly"
        )
    else:
        return True
    return False


def validate_targets(spec: Field) -> None:
    """Judge selector, targetRef and targetRefs of a policy: at most one of them, each well formed."""
    references = [*spec.having("targetRef"), *spec["targetRefs"].items()]
    used = spec.having("selector", "targetRef")
    used += [spec["targetRefs"]] if spec["targetRefs"].items() else []
    for extra in used[1:]:
        extra.error(
            "several-targets",
            f"{extra.path[-1]} cannot be combined with {used[0].path[-1]}",
            expected="one of selector, targetRef and targetRefs",
        )
    for reference in references:
        _validate_reference(reference)
    validate_workload_selector(spec["selector"], "matchLabels")


def _validate_reference(reference: Field) -> None:
    group, kind = reference["group"].text(), reference["kind"].text()
    if not reference["name"].text():
        reference["name"].error("target-name", "the reference has no name")
    if reference["namespace"].text():
        reference["namespace"].error(
            "target-namespace",
            "the reference names a namespace",
            help="remove it; the target must live in the namespace of the policy",
        )
    if (group, kind) not in _TARGETS:
        reference["kind"].error(
            "target-kind",
            f"{quote(f'{group}/{kind}'.strip('/'))} cannot be targeted",
            expected=_TARGET_EXPECTED,
        )
