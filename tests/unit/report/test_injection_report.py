from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest

from meshctl.report.injection import Cost, Outcome, write_json, write_text, write_warnings


def outcome(**more: Any) -> Outcome:
    facts: dict[str, Any] = {"source": "a.yaml", "line": 3, "kind": "Deployment", "name": "web", "status": "injected"}
    return Outcome(**{**facts, **more})


MIXED = [
    outcome(namespace="shop", templates=("sidecar", "spire"), cost=Cost(cpu_millis=100, memory_bytes=2**27), pods=3),
    outcome(line=20, status="skipped", reason="refused", detail="the pod refuses it", warnings=("left out",)),
    outcome(line=30, kind="Service", status="untouched"),
    outcome(line=40, kind="", name="", status="empty"),
    outcome(line=50, kind="(no manifest)", name="", status="failed", detail="not YAML\nat all"),
]


def text(outcomes: list[Outcome]) -> str:
    stream = StringIO()
    write_text(outcomes, stream)
    return stream.getvalue()


def test_a_line_a_document_then_the_sum() -> None:
    assert text(MIXED).splitlines() == [
        "a.yaml:3: Deployment shop/web injected (sidecar, spire; +100m CPU, +128Mi memory a pod)",
        "a.yaml:20: Deployment web skipped: the pod refuses it",
        "a.yaml:30: Service web untouched",
        "a.yaml:50: (no manifest) failed: not YAML; at all",
        "1 injected, 1 skipped, 1 untouched, 1 failed; added requests for all pods: +300m CPU, +384Mi memory",
    ]


def test_nothing_at_all_is_said_so() -> None:
    assert text([]) == "no documents; added requests for all pods: +0m CPU, +0 memory\n"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0, "+0"),
        (2**30, "+1Gi"),
        (3 * 2**20, "+3Mi"),
        (1024, "+1Ki"),
        (1000, "+1000"),
        (-(2**20), "-1Mi"),
        (2**30 + 1, "+1073741825"),
    ],
)
def test_memory_is_shown_in_the_largest_unit_that_divides_it(amount: int, shown: str) -> None:
    assert str(Cost(cpu_millis=-5, memory_bytes=amount)) == f"-5m CPU, {shown} memory"


def test_the_json_report_is_one_versioned_object() -> None:
    stream = StringIO()
    write_json(MIXED, stream, errors=["e"], notes=["n"])
    report = json.loads(stream.getvalue())
    assert list(report) == ["version", "documents", "total", "errors", "notes"]
    assert (report["version"], report["errors"], report["notes"]) == (1, ["e"], ["n"])
    assert report["total"] == {"cpu_millis": 300, "memory_bytes": 3 * 2**27}
    assert [each["status"] for each in report["documents"]] == ["injected", "skipped", "untouched", "failed"]
    first = report["documents"][0]
    assert (first["namespace"], first["reason"], first["templates"], first["pods"]) == (
        "shop",
        None,
        ["sidecar", "spire"],
        3,
    )


def test_warnings_alone_are_what_a_person_should_look_at() -> None:
    stream = StringIO()
    write_warnings(MIXED, stream)
    assert stream.getvalue() == "left out\n"
