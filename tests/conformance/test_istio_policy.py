"""Published decisions to inject."""

from __future__ import annotations

from meshctl.injection.istio.decision import InjectionPolicy, decide, parse_selectors
from tests.conformance.published import Case, Mismatch, compare, each_case

FILE = "istio-inject/policy.json"


def run_case(case: Case) -> Mismatch:
    policy = InjectionPolicy(
        mode=case["policy"],
        never=parse_selectors(case["never_inject_selector"], "neverInjectSelector"),
        always=parse_selectors(case["always_inject_selector"], "alwaysInjectSelector"),
    )
    pod = {
        "metadata": {"annotations": case["annotations"], "labels": case["labels"]},
        "spec": {"hostNetwork": case["host_network"]},
    }
    decision = decide(pod, policy, namespace=case["namespace"])  # type: ignore[arg-type]  # a pod as read from JSON
    return compare(decision.inject, case["expected"])


@each_case(FILE)
def test_pod_is_taken_or_left_as_published(case: Case) -> None:
    assert run_case(case) is None
