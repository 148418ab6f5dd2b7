"""Whether an Istio injector takes a pod: eight rules, the first that applies decides.

Source: istio pkg/kube/inject/inject.go (injectRequired).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from meshctl.injection.decision import Decision, Outcome, Reason, Trace
from meshctl.mesh import go_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshctl.k8s.selectors import LabelSelector
    from meshctl.k8s.types import JSONValue, Pod

INJECT: Final = "sidecar.istio.io/inject"
IGNORED_NAMESPACES: Final = ("kube-system", "kube-public", "kube-node-lease", "local-path-storage")
ENABLED, DISABLED = "enabled", "disabled"

HOST_NETWORK: Final = Reason(
    slug="host-network",
    sentence="the pod uses the network of its node, whose traffic cannot be captured for one pod",
)
IGNORED_NAMESPACE: Final = Reason(
    slug="ignored-namespace", sentence="the namespace belongs to Kubernetes itself and is never injected"
)
BAD_POLICY: Final = Reason(
    slug="bad-policy", sentence="the injector's policy is neither enabled nor disabled, so nothing is injected"
)
ASKED: Final = Reason(slug="asked", sentence=f"the pod asks for it: {INJECT} is true")
REFUSED: Final = Reason(slug="refused", sentence=f"the pod refuses it: {INJECT} is false")
NEVER_SELECTOR: Final = Reason(
    slug="never-selector", sentence="the pod's labels match an entry of the injector's neverInjectSelector"
)
ALWAYS_SELECTOR: Final = Reason(
    slug="always-selector", sentence="the pod's labels match an entry of the injector's alwaysInjectSelector"
)
POLICY_ENABLED: Final = Reason(
    slug="policy-enabled", sentence="the injector's policy is to inject, nothing speaks against"
)
POLICY_DISABLED: Final = Reason(
    slug="policy-disabled", sentence=f"the injector's policy is to inject only pods that ask with {INJECT}: true"
)

REASONS: Final = (
    HOST_NETWORK,
    IGNORED_NAMESPACE,
    BAD_POLICY,
    ASKED,
    REFUSED,
    NEVER_SELECTOR,
    ALWAYS_SELECTOR,
    POLICY_ENABLED,
    POLICY_DISABLED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySelector:
    """A selector of the configuration and its place, `neverInjectSelector[0]`; `fault` tells why it is invalid."""

    origin: str
    selector: LabelSelector | None
    text: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectionPolicy:
    """What the configuration says on pods that do not say it themselves.

    The default is what the command line works with: inject, no exceptions.
    """

    mode: str = ENABLED
    never: tuple[PolicySelector, ...] = ()
    always: tuple[PolicySelector, ...] = ()


def parse_selectors(entries: Iterable[JSONValue], name: str) -> tuple[PolicySelector, ...]:
    """The selectors of a list of the configuration; an empty one matches nothing here and is left out."""
    return tuple(
        _parse_selector(entry, f"{name}[{index}]") for index, entry in enumerate(entries) if not _is_empty(entry)
    )


def decide(pod: Pod, policy: InjectionPolicy, *, namespace: str) -> Decision:
    """Inject `pod` or not, with every rule asked up to the one that decided.

    `namespace` is the one the decision looks at: in the webhook the request's, on the command line that of the pod
    template's own metadata, which is mostly empty.
    """
    trail: list[Trace] = []
    for trace, reason in _rules(pod, policy, namespace):
        trail.append(trace)
        if reason is not None:
            return Decision(inject=trace.outcome is Outcome.INJECT, reason=reason, trail=tuple(trail))
    raise AssertionError("the policy decides where nothing else does")


# What a rule says, and the reason of the decision if it made one.
_Answer = tuple[Trace, Reason | None]


def _rules(pod: Pod, policy: InjectionPolicy, namespace: str) -> Iterator[_Answer]:
    metadata = pod.get("metadata") or {}
    labels: Mapping[str, str] = metadata.get("labels") or {}
    yield _host_network(pod)
    yield _ignored_namespace(namespace)
    yield _known_policy(policy.mode)
    yield _own_wish(labels, metadata.get("annotations") or {})
    yield _selected(labels, policy.never, "never-selector", NEVER_SELECTOR, Outcome.SKIP)
    yield _selected(labels, policy.always, "always-selector", ALWAYS_SELECTOR, Outcome.INJECT)
    yield _policy(policy.mode)


def _host_network(pod: Pod) -> _Answer:
    on = (pod.get("spec") or {}).get("hostNetwork") is True
    outcome = Outcome.SKIP if on else Outcome.PASS
    value = "true" if on else None
    return Trace(
        rule="host-network", outcome=outcome, value=value, origin="spec.hostNetwork"
    ), HOST_NETWORK if on else None


def _ignored_namespace(namespace: str) -> _Answer:
    ignored = namespace in IGNORED_NAMESPACES
    outcome = Outcome.SKIP if ignored else Outcome.PASS
    trace = Trace(rule="ignored-namespace", outcome=outcome, value=namespace or None, origin="namespace")
    return trace, IGNORED_NAMESPACE if ignored else None


def _known_policy(mode: str) -> _Answer:
    known = mode in (ENABLED, DISABLED)
    detail = "" if known else f"expected {ENABLED} or {DISABLED}, found {mode!r}"
    outcome = Outcome.PASS if known else Outcome.SKIP
    trace = Trace(rule="known-policy", outcome=outcome, value=mode, origin="policy", detail=detail)
    return trace, None if known else BAD_POLICY


def _own_wish(labels: Mapping[str, str], annotations: Mapping[str, str]) -> _Answer:
    """The label or annotation of the pod; a label that is there hides the annotation, even an empty one."""
    kind, value = ("label", labels[INJECT]) if INJECT in labels else ("annotation", annotations.get(INJECT))
    origin = f"{kind} {INJECT}"
    if value == "true":
        return Trace(rule="pod-wish", outcome=Outcome.INJECT, value=value, origin=origin), ASKED
    if value == "false":
        return Trace(rule="pod-wish", outcome=Outcome.SKIP, value=value, origin=origin), REFUSED
    detail = _odd_wish(origin, value, hidden=annotations.get(INJECT) if kind == "label" else None)
    return Trace(rule="pod-wish", outcome=Outcome.PASS, value=value, origin=origin, detail=detail), None


def _odd_wish(origin: str, value: str | None, hidden: str | None) -> str:
    if value:
        return f"{origin} is {value!r}, which means nothing: only true and false count"
    if hidden:
        return f"the empty {origin} hides the annotation, which says {hidden!r}"
    return ""


def _selected(
    labels: Mapping[str, str], selectors: tuple[PolicySelector, ...], rule: str, reason: Reason, outcome: Outcome
) -> _Answer:
    for each in selectors:
        if each.selector is not None and each.selector.matches(labels):
            return Trace(rule=rule, outcome=outcome, value=each.text, origin=each.origin), reason
    faults = "; ".join(f"{each.origin} is invalid and was ignored: {each.fault}" for each in selectors if each.fault)
    origin = rule.replace("-selector", "InjectSelector")
    return Trace(rule=rule, outcome=Outcome.PASS, origin=origin, detail=faults), None


def _policy(mode: str) -> _Answer:
    if mode == ENABLED:
        return Trace(rule="policy", outcome=Outcome.INJECT, value=mode, origin="policy"), POLICY_ENABLED
    return Trace(rule="policy", outcome=Outcome.SKIP, value=mode, origin="policy"), POLICY_DISABLED


def _parse_selector(entry: JSONValue, origin: str) -> PolicySelector:
    from meshctl.k8s.selectors import LabelSelector  # most configurations have no selectors

    text = go_json.dumps(entry)
    try:
        return PolicySelector(origin=origin, selector=LabelSelector.parse(entry), text=text)
    except ValueError as fault:
        return PolicySelector(origin=origin, selector=None, text=text, fault=str(fault))


def _is_empty(entry: JSONValue) -> bool:
    return not isinstance(entry, dict) or not (entry.get("matchLabels") or entry.get("matchExpressions"))
