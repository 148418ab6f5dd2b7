from __future__ import annotations

from meshctl.mesh.annotation import Annotation, Problem, check_annotations, format_problems

TABLE = {
    "x": Annotation(
        name="x", on=("Pod",), value="even", summary="", check=lambda v: None if v == "2" else "odd", source=""
    ),
    "free": Annotation(name="free", on=("Any",), value="text", summary="", source=""),
}


def test_all_problems_are_collected_in_the_order_of_names() -> None:
    table = {**TABLE, "a": TABLE["x"]}
    found = check_annotations({"x": "1", "free": "1", "unknown": "1", "a": "3"}, table)
    assert [(problem.name, problem.value) for problem in found] == [("a", "3"), ("x", "1")]


def test_a_problem_reads_as_one_line_with_control_characters_escaped() -> None:
    problem = Problem(name="sidecar.istio.io/proxyCPU", value="100m\r", reason="bad")
    assert str(problem) == "invalid value '100m\\r' for annotation 'sidecar.istio.io/proxyCPU': bad"


def test_problems_are_counted() -> None:
    one = Problem(name="a", value="b", reason="c")
    assert format_problems([one]).startswith("1 error occurred:\n")
    assert format_problems([one, one]).splitlines()[0] == "2 errors occurred:"


def test_any_kind_may_carry_what_is_for_all() -> None:
    assert TABLE["free"].allowed_on("Service")
    assert not TABLE["x"].allowed_on("Service")
