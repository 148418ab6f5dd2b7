from __future__ import annotations

import pytest

from meshctl.injection.decision import Outcome, Reason, Trace
from meshctl.injection.istio import decision
from meshctl.injection.istio.decision import INJECT, InjectionPolicy, decide, parse_selectors
from meshctl.k8s.types import JSONValue, Pod

BY_APP: JSONValue = {"matchLabels": {"app": "web"}}


def pod(*, labels: dict[str, str] | None = None, annotations: dict[str, str] | None = None, host: bool = False) -> Pod:
    return {"metadata": {"labels": labels or {}, "annotations": annotations or {}}, "spec": {"hostNetwork": host}}


def policy(mode: str = "enabled", *, never: JSONValue = None, always: JSONValue = None) -> InjectionPolicy:
    return InjectionPolicy(
        mode=mode,
        never=parse_selectors([never] if never is not None else [], "neverInjectSelector"),
        always=parse_selectors([always] if always is not None else [], "alwaysInjectSelector"),
    )


@pytest.mark.parametrize(
    ("given", "rules", "namespace", "reason"),
    [
        (pod(host=True, labels={INJECT: "true"}), policy(), "web", decision.HOST_NETWORK),
        (pod(labels={INJECT: "true"}), policy(), "kube-public", decision.IGNORED_NAMESPACE),
        (pod(labels={INJECT: "true"}), policy(""), "web", decision.BAD_POLICY),
        (pod(labels={INJECT: "true", "app": "web"}), policy("disabled", never=BY_APP), "web", decision.ASKED),
        (pod(annotations={INJECT: "false"}), policy(always={"matchLabels": {}}), "web", decision.REFUSED),
        (pod(labels={"app": "web"}), policy(never=BY_APP, always=BY_APP), "web", decision.NEVER_SELECTOR),
        (pod(labels={"app": "web"}), policy("disabled", always=BY_APP), "web", decision.ALWAYS_SELECTOR),
        (pod(), policy(), "", decision.POLICY_ENABLED),
        (pod(), policy("disabled"), "", decision.POLICY_DISABLED),
    ],
)
def test_the_first_rule_that_applies_gives_the_reason(
    given: Pod, rules: InjectionPolicy, namespace: str, reason: Reason
) -> None:
    found = decide(given, rules, namespace=namespace)
    assert found.reason is reason
    injecting = {decision.ASKED, decision.ALWAYS_SELECTOR, decision.POLICY_ENABLED}
    assert found.inject is (reason in injecting)


def test_every_reason_has_a_slug_of_its_own_and_a_sentence() -> None:
    slugs = [reason.slug for reason in decision.REASONS]
    assert len(set(slugs)) == len(slugs) == 9
    assert all(len(reason.sentence) > 20 for reason in decision.REASONS)


def test_the_trail_tells_every_rule_asked_with_input_and_place() -> None:
    found = decide(pod(labels={"app": "web"}), policy(never=BY_APP), namespace="web")
    assert [(trace.rule, trace.outcome) for trace in found.trail] == [
        ("host-network", Outcome.PASS),
        ("ignored-namespace", Outcome.PASS),
        ("known-policy", Outcome.PASS),
        ("pod-wish", Outcome.PASS),
        ("never-selector", Outcome.SKIP),
    ]
    assert found.trail[-1] == Trace(
        rule="never-selector",
        outcome=Outcome.SKIP,
        value='{"matchLabels":{"app":"web"}}',
        origin="neverInjectSelector[0]",
    )


def test_a_wish_that_is_neither_true_nor_false_counts_as_none_and_is_noted() -> None:
    found = decide(pod(annotations={INJECT: "yes"}), policy("disabled"), namespace="")
    assert found.reason is decision.POLICY_DISABLED
    assert found.notes == (f"annotation {INJECT} is 'yes', which means nothing: only true and false count",)


def test_an_empty_label_hides_the_annotation() -> None:
    found = decide(pod(labels={INJECT: ""}, annotations={INJECT: "false"}), policy(), namespace="")
    assert found.reason is decision.POLICY_ENABLED
    assert found.notes == (f"the empty label {INJECT} hides the annotation, which says 'false'",)


def test_empty_selectors_match_nothing_and_invalid_ones_are_noted() -> None:
    rules = InjectionPolicy(
        never=parse_selectors([{}, {"matchExpressions": [{"key": "k", "operator": "Near"}]}], "neverInjectSelector")
    )
    found = decide(pod(labels={"k": "v"}), rules, namespace="")
    assert found.reason is decision.POLICY_ENABLED
    assert found.notes[0].startswith("neverInjectSelector[1] is invalid and was ignored: ")


def test_a_pod_without_metadata_is_decided_by_the_policy() -> None:
    assert decide({}, InjectionPolicy(), namespace="").inject
    assert decide({"metadata": {"labels": None}, "spec": {}}, InjectionPolicy(), namespace="").inject  # type: ignore[typeddict-item]  # null in YAML
