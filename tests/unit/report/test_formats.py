"""One fixed set of findings in every format, compared with recorded output.

Record anew with `MESHCTL_RECORD=1 pytest tests/unit/report` and review the difference.
"""

from __future__ import annotations

import json
import os
import re
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from meshctl.analyze.findings import (
    AnalysisResult,
    Edit,
    Finding,
    Fix,
    Location,
    Related,
    Severity,
    Skipped,
    Summary,
    TextEdit,
)
from meshctl.model.resource import ResourceRef
from meshctl.report import FORMATS, write_report
from meshctl.report.base import ReportContext, RuleInfo

GOLDEN = Path(__file__).parents[2] / "golden" / "report"

ROUTES = """\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart, namespace: shop}
spec:
  hosts: [cart]
  http:
  - route:
\t- destination: {host: "買い物", subset: v11} # far too long for a terminal of eighty columns, and then some
"""


SUBSET_COLUMN = ROUTES.splitlines()[-1].index("v11") + 1


def location(file: str, line: int, column: int, end: int) -> Location:
    return Location(file=file, line=line, column=column, end_line=line, end_column=end)


CART = ResourceRef(api_version="networking.istio.io/v1", kind="VirtualService", namespace="shop", name="cart")
SUBSET = Finding(
    code="IST0101",
    name="ReferencedResourceNotFound",
    rule="virtual-service/subset-not-found",
    severity=Severity.ERROR,
    message="subset cart+v11 is not in the set",
    help="cart has the subsets v1. Did you mean v1?",
    location=location("shop/routes.yaml", 8, SUBSET_COLUMN, SUBSET_COLUMN + 3),
    field_path=("spec", "http", 0, "route", 0, "destination", "subset"),
    resource=CART,
    related=(Related(message="subsets of the host", location=location("shop/rules.yaml", 5, 3, 10), resource=CART),),
)
MISSPELT = Finding(
    code="MSH0020",
    name="UnknownField",
    rule="resource/invalid-resource",
    severity=Severity.WARNING,
    message='unknown field "<weigth>" & more, 100%: here',
    location=location("shop/routes.yaml", 5, 3, 8),
    layer="crd",
    field_path=("spec", "hosts"),
    resource=CART,
    fix=Fix(title="Rename to weight", edits=(Edit(action="rename", path=("spec", "hosts"), value="weight"),)),
)
NOTE = Finding(
    code="IST0102",
    name="NamespaceNotInjected",
    rule="injection/namespace-not-labelled",
    severity=Severity.INFO,
    message="namespace shop has no injection label\x07",
    location=Location(file="<stdin>"),
    resource=ResourceRef(api_version="v1", kind="Namespace", namespace="", name="shop"),
    undecided=True,
)
RESULT = AnalysisResult(
    findings=(MISSPELT, SUBSET, SUBSET, NOTE),
    summary=Summary(
        files=3,
        documents=4,
        resources=3,
        rules=90,
        skipped=(Skipped(file="chart/templates/a.yaml", reason="Helm chart templates", hint="render it first"),),
        suppressed=2,
        undecided=1,
        counts={Severity.ERROR: 2, Severity.WARNING: 1, Severity.INFO: 1},
    ),
)
CLEAN = AnalysisResult(summary=Summary(files=1, documents=1, resources=1, rules=90))


def context(**changes: bool) -> ReportContext:
    info = RuleInfo(
        code="IST0101",
        name="ReferencedResourceNotFound",
        severity="error",
        title="A route names a subset that no DestinationRule declares.",
        markdown="# virtual-service/subset-not-found",
        help_url="https://istio.io/latest/docs/reference/config/analysis/ist0101/",
    )
    edit = TextEdit(location=location("shop/routes.yaml", 5, 3, 8), text="weight")
    return ReportContext(
        version="1.2.3",
        text_of={"shop/routes.yaml": ROUTES}.get,
        edits_of=lambda finding: [edit] if finding.fix else [],
        rules={"IST0101": info},
        **changes,
    )


def written(name: str, result: AnalysisResult, **changes: bool) -> str:
    out = StringIO()
    write_report(name, result, out, context(**changes))
    return out.getvalue()


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("case", ["findings", "clean"])
def test_the_report_is_as_recorded(name: str, case: str) -> None:
    found = written(name, RESULT if case == "findings" else CLEAN)
    golden = GOLDEN / name / f"{case}.txt"
    if os.environ.get("MESHCTL_RECORD"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(found, "utf-8")

    assert found == golden.read_text("utf-8")


def test_every_recorded_report_belongs_to_a_format() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == set(FORMATS)


def test_text_fits_into_eighty_columns_but_for_the_finding_itself() -> None:
    lines = written("text", RESULT).splitlines()

    assert [line for line in lines if len(line) > 80 and not re.match(r"\S+:\d+:\d+: ", line)] == []


def test_text_is_coloured_only_on_demand() -> None:
    assert "\x1b[" not in written("text", RESULT)
    assert "\x1b[1;31merror\x1b[0m IST0101" in written("text", RESULT, colour=True)


def test_text_never_sends_control_characters_of_a_manifest_to_the_terminal() -> None:
    excerpt = [line for line in written("text", RESULT).splitlines() if "買い物" in line]

    assert len(excerpt) == 2
    assert all("\t" not in line for line in excerpt)


def test_text_underlines_wide_characters_at_their_columns() -> None:
    lines = written("text", RESULT).splitlines()
    number = next(index for index, line in enumerate(lines) if "買い物" in line)
    before = lines[number][: lines[number].index("v11")]
    wide = sum(1 for each in before if each in "買い物")

    assert lines[number + 1].index("^") == len(before) + wide


def test_junit_is_well_formed_and_counts_only_failures() -> None:
    suites = ET.fromstring(written("junit", RESULT))  # noqa: S314  our own output

    assert suites.attrib == {"name": "meshctl lint", "tests": "4", "failures": "3"}
    assert [case.attrib["classname"] for case in suites.iter("testcase")][-1] == "injection/namespace-not-labelled"
    assert len(list(suites.iter("failure"))) == 3


def test_gitlab_gives_equal_findings_different_fingerprints() -> None:
    prints = [entry["fingerprint"] for entry in json.loads(written("gitlab", RESULT))]

    assert len(set(prints)) == len(prints) == 4


def test_github_escapes_what_would_end_a_command_or_a_property() -> None:
    line = next(line for line in written("github", RESULT).splitlines() if "MSH0020" in line)

    assert line == (
        "::warning file=shop/routes.yaml,line=5,endLine=5,col=3,endColumn=8,title=MSH0020 resource/invalid-resource"
        '::unknown field "<weigth>" & more, 100%25: here'
    )


def test_sarif_results_point_at_their_rules_and_carry_fixes() -> None:
    [run] = json.loads(written("sarif", RESULT))["runs"]
    rules = run["tool"]["driver"]["rules"]

    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [r["ruleId"] for r in run["results"]]
    [fix] = [result["fixes"][0] for result in run["results"] if "fixes" in result]
    [change] = fix["artifactChanges"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 5, "startColumn": 3, "endLine": 5, "endColumn": 8},
            "insertedContent": {"text": "weight"},
        },
    ]


def test_json_findings_hold_every_documented_field() -> None:
    report = json.loads(written("json", RESULT))
    fields = (
        "code rule layer severity message help file line column end_line end_column field_path resource related fix"
    )

    assert all(list(finding) == fields.split() for finding in report["findings"])
    assert report["summary"]["errors"] == 2


def test_json_is_valid_against_the_documented_schema() -> None:
    schema = json.loads((Path(__file__).parents[3] / "docs/reference/lint-report.schema.json").read_text("utf-8"))

    for result in (RESULT, CLEAN):
        jsonschema.validate(json.loads(written("json", result)), schema)
