from __future__ import annotations

from collections import Counter

from tools.mutation_score import counts, table

RESULTS = """\
    meshctl.k8s.json_patch.x_diff__mutmut_1: killed
    meshctl.k8s.json_patch.x_diff__mutmut_2: survived
    meshctl.k8s.typed.x_f__mutmut_1: timeout
    meshctl.k8s.typed.x_f__mutmut_2: no tests
    webhook.routes.inject.x_f__mutmut_1: killed
    webhook.app.x_f__mutmut_9: not checked
"""


def test_changes_are_counted_by_room_and_those_that_did_not_run_are_left_out() -> None:
    assert counts(RESULTS.splitlines()) == {
        "meshctl.k8s": Counter({"killed": 1, "survived": 1, "timeout": 1, "no tests": 1}),
        "webhook": Counter({"killed": 1}),
    }


def test_a_change_that_no_test_reaches_counts_as_unnoticed() -> None:
    assert [line.split() for line in table(counts(RESULTS.splitlines()))][1:] == [
        ["meshctl.k8s", "4", "2", "50.0%", "1"],
        ["webhook", "1", "1", "100.0%", "0"],
    ]
