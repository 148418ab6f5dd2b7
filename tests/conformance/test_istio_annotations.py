"""Published verdicts on annotation values."""

from __future__ import annotations

from meshctl.mesh.istio.annotations import validate_pod_annotations
from tests.conformance.published import Case, Mismatch, compare, each_case

FILE = "istio-inject/annotations.json"


def run_case(case: Case) -> Mismatch:
    problems = validate_pod_annotations({case["name"]: case["value"]})
    return compare(not problems, case["valid"])


@each_case(FILE)
def test_annotation_value_is_judged_as_published(case: Case) -> None:
    assert run_case(case) is None
