from __future__ import annotations

from collections.abc import Iterator

from meshctl.analyze.findings import Edit, Finding, Fix, Severity, Summary
from meshctl.analyze.istio_messages import IST0101, IST0102
from meshctl.analyze.problem import Place, Problem
from meshctl.analyze.rule import RuleMeta
from meshctl.analyze.runner import check_resources, check_rules, conclude, finding_of, selected_rules
from meshctl.analyze.settings import LintSettings
from meshctl.analyze.suppressions import CommentSuppression
from meshctl.model.kinds import SERVICE
from meshctl.model.resource import MeshResource
from meshctl.model.snapshot import Snapshot
from tests.unit.analyze.sets import resources, snapshot

SERVICES = """
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata: {name: cart, namespace: shop}
  spec: {ports: [{port: 80}]}
- apiVersion: v1
  kind: Service
  metadata: {name: dns, namespace: kube-system}
"""
META = RuleMeta(slug="test/rule", messages=(IST0101,), kinds=(SERVICE,), link="")
OPTIONAL = RuleMeta(slug="test/optional", messages=(IST0102,), kinds=(SERVICE,), link="", optional=True)


class EveryService:
    META = META

    def check(self, snapshot: Snapshot, /) -> Iterator[Problem]:
        for resource in snapshot.of_kind(SERVICE):
            yield IST0101.at(resource, reftype="test", refval=resource.name)


class Optional(EveryService):
    META = OPTIONAL


class Crashing:
    META = RuleMeta(slug="test/crash", messages=(IST0101,), kinds=(SERVICE,), link="")

    def check(self, snapshot: Snapshot, /) -> Iterator[Problem]:
        raise RecursionError(f"with {len(snapshot.resources)}")

    def check_resource(self, resource: MeshResource, snapshot: Snapshot, /) -> Iterator[Problem]:
        del snapshot
        raise ValueError(resource.name)


def problem(**changes: object) -> Finding:
    [cart, _] = resources(SERVICES)
    return finding_of(IST0101.at(cart, reftype="x", refval="y", **changes), META, LintSettings())  # type: ignore[arg-type]


def test_a_crashing_rule_becomes_a_finding_and_the_others_still_run() -> None:
    found = list(check_rules([Crashing(), EveryService()], {"": snapshot(SERVICES)}, LintSettings()))

    assert [each.code for each in found] == ["MSH0001", "IST0101"]
    assert "RecursionError: with 4 at test_runner.py:" in found[0].message


def test_a_crash_on_one_resource_names_it() -> None:
    [cart, _] = resources(SERVICES)
    [found] = check_resources([Crashing()], [cart], snapshot(SERVICES), LintSettings())

    assert (found.code, str(found.resource), found.location.line) == ("MSH0001", "Service shop/cart", 7)


def test_implicit_and_system_resources_are_never_reported_on() -> None:
    found = check_rules([EveryService()], {"": snapshot(SERVICES)}, LintSettings())

    assert [str(each.resource) for each in found] == ["Service shop/cart"]


def test_positions_are_looked_up_through_the_list_item() -> None:
    [cart, _] = resources(SERVICES)
    found = finding_of(IST0101.at(cart, ("spec", "ports", 0, "port"), reftype="x", refval="y"), META, LintSettings())

    assert str(found.location) == "set.yaml:8:25"


def test_an_absent_field_is_placed_at_the_key_of_its_nearest_parent() -> None:
    [cart, _] = resources(SERVICES)
    found = finding_of(IST0101.at(cart, ("spec", "selector", "app"), reftype="x", refval="y"), META, LintSettings())

    assert str(found.location) == "set.yaml:8:3"


def test_what_rests_on_absence_is_information_until_the_set_is_complete() -> None:
    [cart, _] = resources(SERVICES)
    absent = IST0101.at(cart, absent=True, reftype="x", refval="y")

    assert finding_of(absent, META, LintSettings()).severity is Severity.INFO
    assert finding_of(absent, META, LintSettings()).undecided
    assert finding_of(absent, META, LintSettings(complete=True)).severity is Severity.ERROR


def test_a_configured_severity_wins_by_rule_before_code() -> None:
    [cart, _] = resources(SERVICES)
    chosen = LintSettings(severities={"IST0101": Severity.INFO, "test/rule": Severity.WARNING})

    assert finding_of(IST0101.at(cart, reftype="x", refval="y"), META, chosen).severity is Severity.WARNING


def test_fixes_and_related_places_are_turned_into_those_of_the_document() -> None:
    [cart, dns] = resources(SERVICES)
    found = problem(
        fix=Fix(title="t", edits=(Edit(action="remove", path=("spec",)),)),
        related=(Place(resource=dns, message="also"),),
    )

    assert found.fix is not None
    assert found.fix.edits[0].path == ("items", 0, "spec")
    assert [str(each.location) for each in found.related] == ["set.yaml:11:20"]
    assert cart.full_name == "shop/cart"


def test_optional_rules_run_only_when_named_or_with_all() -> None:
    rules = [EveryService(), Optional()]

    assert selected_rules(rules, LintSettings()) == [rules[0]]
    assert selected_rules(rules, LintSettings(select=("ALL",))) == rules
    assert selected_rules(rules, LintSettings(select=("test/optional",))) == [rules[1]]
    assert selected_rules(rules, LintSettings(ignore=("test",))) == []


def test_findings_are_sorted_counted_and_told_once() -> None:
    first, again, other = problem(), problem(), problem(path=("spec", "ports", 0, "port"), severity=Severity.WARNING)

    result = conclude(
        [other, first, again], settings=LintSettings(), suppressions=(), ran=[META], summary=Summary(files=1)
    )

    assert result.findings == (first, other)
    assert result.summary.count(Severity.ERROR) == 1
    assert result.summary.count(Severity.WARNING) == 1
    assert result.reaches(Severity.ERROR)
    assert not conclude([other], settings=LintSettings(), suppressions=(), ran=[], summary=Summary()).reaches(
        Severity.ERROR
    )


def test_of_two_exceptions_that_hide_one_finding_neither_is_told_as_unused() -> None:
    hidden = problem()
    exceptions = [
        CommentSuppression(codes=("IST0101",), location=hidden.location, first_line=1, last_line=99) for _ in range(2)
    ]
    result = conclude([hidden], settings=LintSettings(), suppressions=exceptions, ran=[META], summary=Summary())
    assert result.findings == ()
    assert result.summary.suppressed == 1
