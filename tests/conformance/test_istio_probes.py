"""Published cases of rewriting probes."""

from __future__ import annotations

import copy
import json
from typing import Any

from meshctl.injection.istio.post import probes
from tests.conformance.published import Case, Mismatch, compare, each_case

FILE = "istio-inject/probes.json"


def should_rewrite(case: Case) -> Mismatch:
    annotations = case["annotations"] or {}
    return compare(probes.should_rewrite(annotations, default=case["values_setting"]), case["expected"])


def dump_probers(case: Case) -> Mismatch:
    return compare(probes.collect_probers(case["pod"], case["status_port"]), case["expected_json"])


def rewrite_probes(case: Case) -> Mismatch:
    pod = copy.deepcopy(case["pod"])
    probes.rewrite(pod, case["status_port"])
    return compare(pod, case["expected"])


def merge_probers_env(case: Case) -> Mismatch:
    probers = json.loads(case["probers"])
    merged = probes.merge_env(case["env"], probers, injected_before=case["previously_injected"])
    return compare(_parsed(merged), _parsed(case["expected"]))


def _parsed(env: Any) -> list[Any]:
    return [
        {**each, "value": json.loads(each["value"]) if each["name"] == probes.ENV else each["value"]} for each in env
    ]


TABLES = {each.__name__: each for each in (should_rewrite, dump_probers, rewrite_probes, merge_probers_env)}


def run_case(case: Case) -> Mismatch:
    return TABLES[case["table"]](case)


@each_case(FILE)
def test_probe_is_rewritten_as_published(case: Case) -> None:
    assert run_case(case) is None
