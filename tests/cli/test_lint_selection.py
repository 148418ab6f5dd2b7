"""What is reported, how severely, and for whom: selection, severities, namespaces, externals, exceptions."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from meshctl.cli.main import main

SCHEMA = Path(__file__).parents[2] / "docs/reference/lint-report.schema.json"
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: cart}
spec: {ports: [{name: web, port: 80}]}
"""
ROUTES = """\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart}
spec:
  hosts: [cart]
  gateways: [ingress/public]
  http: [{route: [{destination: {host: cart.far.svc.cluster.local}}]}]
"""
ALPHA = """\
apiVersion: v1
kind: Pod
metadata: {name: a, labels: {app: a, version: v1}, annotations: {sidecar.istio.io/logLevel: debug}}
spec: {containers: [{name: a, image: b}]}
"""


@pytest.fixture(autouse=True)
def _in_empty_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Report:
    return Report(monkeypatch, capsys)


class Report:
    """Lints a text with flags; keeps exit status and findings."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys
        self.status = -1
        self.json: dict[str, Any] = {}

    def __call__(self, text: str, *flags: str) -> list[tuple[str, str]]:
        Path("a.yaml").write_text(text, "utf-8")
        self._monkeypatch.setattr(sys, "argv", ["meshctl", "lint", "a.yaml", "--format", "json", *flags])
        self.status = main()
        self.json = json.loads(self._capsys.readouterr().out)
        return [(each["code"], each["severity"]) for each in self.json["findings"]]


def test_the_report_of_a_run_is_valid_against_the_documented_schema(report: Report) -> None:
    report(f"{SERVICE}---\n{ROUTES}---\na: [\n")

    jsonschema.validate(report.json, json.loads(SCHEMA.read_text("utf-8")))
    assert report.status == 3


def test_codes_rules_and_subjects_select(report: Report) -> None:
    text = f"{SERVICE}---\n{ROUTES}"

    assert report(text, "--select", "IST0118") == [("IST0118", "warning")]
    assert report(text, "--select", "service/unclear-port-protocol") == [("IST0118", "warning")]
    assert report(text, "--select", "service") == [("IST0118", "warning")]
    assert ("IST0118", "warning") not in report(text, "--ignore", "IST0118")
    assert report(text, "--ignore", "service,virtual-service") == []


def test_optional_rules_run_only_when_selected(report: Report) -> None:
    assert report(ALPHA) == []
    assert report(ALPHA, "--select", "ALL", "--ignore", "workload") == [("IST0136", "info")]
    assert report(ALPHA, "--select", "IST0136") == [("IST0136", "info")]


def test_what_is_not_found_informs_in_an_open_set_and_fails_in_a_complete_one(report: Report) -> None:
    assert set(report(ROUTES)) == {("IST0101", "info")}
    assert report.status == 0
    assert ("IST0101", "error") in report(ROUTES, "--complete")
    assert report.status == 1


def test_declared_externals_exist(report: Report) -> None:
    Path(".meshctl.yaml").write_text(
        "complete: true\nexternals: {hosts: ['*.far.svc.cluster.local'], gateways: [ingress/*]}\n", "utf-8"
    )

    assert report(ROUTES) == []
    assert set(report(ROUTES, "--open")) == set()


def test_the_namespace_of_documents_without_one_can_be_named(report: Report) -> None:
    report(SERVICE)
    assert report.json["findings"][0]["resource"]["namespace"] == "default"
    report(SERVICE, "--namespace", "shop")
    assert report.json["findings"][0]["resource"]["namespace"] == "shop"
    host = "cart.shop.svc.cluster.local"
    rule = f"apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: a}}\nspec: {{host: {host}}}\n"
    assert ("IST0174", "warning") in report(f"{SERVICE}---\n{rule}", "--complete")
    assert ("IST0174", "warning") not in report(f"{SERVICE}---\n{rule}", "--complete", "-n", "shop")


def test_an_annotation_excepts_its_object_and_an_idle_one_is_told(report: Report) -> None:
    excepted = SERVICE.replace("{name: cart}", '{name: cart, annotations: {galley.istio.io/analyze-suppress: "X"}}')

    assert report(excepted.replace('"X"', "IST0118")) == []
    assert report(excepted.replace('"X"', '"*"')) == []
    assert report(excepted.replace('"X"', '"IST0150,IST0118"')) == [("MSH0002", "warning")]


def test_severities_of_codes_and_rules_can_be_set(report: Report) -> None:
    Path(".meshctl.yaml").write_text("severities: {service/unclear-port-protocol: error}\n", "utf-8")

    assert report(SERVICE) == [("IST0118", "error")]
    report(SERVICE, "--fail-on", "error")
    assert report.status == 1


def test_a_kind_that_was_removed_is_an_error_and_not_counted_as_skipped(report: Report) -> None:
    text = "apiVersion: config.istio.io/v1alpha2\nkind: RouteRule\nmetadata: {name: a}\nspec: {}\n"

    assert report(text) == [("MSH0021", "error")]
    assert report.json["summary"]["skipped"] == []
    assert report.json["summary"]["resources"] == 1


def test_our_examples_are_clean_and_their_exceptions_are_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    examples = str(Path(__file__).parents[2] / "examples")
    monkeypatch.setattr(sys, "argv", ["meshctl", "lint", examples, "--format", "json"])

    assert main() == 0
    summary = json.loads(capsys.readouterr().out)["summary"]
    assert (summary["errors"], summary["warnings"]) == (0, 0)
    assert summary["suppressed"] == 1
