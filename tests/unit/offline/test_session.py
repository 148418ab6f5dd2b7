from __future__ import annotations

from typing import Any

import pytest

from meshctl.errors import InjectionError, InputError
from meshctl.manifests.sources import Source
from meshctl.offline.configuration import ConfigOptions, load_settings
from meshctl.offline.session import SourceRun, run_source
from meshctl.offline.text import inject_text
from tests.cli.samples import BROKEN, CRON_JOB, DEPLOYMENT, HOST_NETWORK, SERVICE, annotated
from tests.conformance.istio_inject import documents

SETTINGS = load_settings(ConfigOptions())
BAD = annotated("inject.istio.io/templates: nope")


def run(text: str, **flags: Any) -> SourceRun:
    return run_source(Source(name="a.yaml", text=text), SETTINGS, **flags)


def statuses(found: SourceRun) -> list[tuple[str, int]]:
    return [(each.status, each.line) for each in found.outcomes]


def test_documents_are_told_one_by_one_with_their_lines() -> None:
    found = run(f"# head\n---\n{SERVICE}---\n{DEPLOYMENT}---\n{HOST_NETWORK}")
    assert statuses(found) == [("empty", 1), ("untouched", 3), ("injected", 9), ("skipped", 26)]
    assert found.changed


def test_text_without_workloads_is_the_very_same_text() -> None:
    text = f"{SERVICE}--- # x\n\n---\n{SERVICE.rstrip()}"
    found = run(text)
    assert found.text is found.source.text
    assert (found.changed, found.pieces) == (False, (text,))


def test_a_list_is_opened_and_its_items_told_where_they_stand() -> None:
    items = "".join(f"- {part}" for part in ("kind: Service\n", "\n  ".join(DEPLOYMENT.splitlines()[1:]) + "\n"))
    found = run(f"apiVersion: v1\nkind: List\nitems:\n{items}")
    assert statuses(found) == [("untouched", 4), ("injected", 5)]
    [value] = documents(found.text)
    assert [each["kind"] for each in value["items"]] == ["Service", "Deployment"]
    assert value["items"][1]["spec"]["template"]["spec"]["initContainers"]


@pytest.mark.parametrize("items", ["3", "{}", "[3, null, text]", "[]"])
def test_a_list_that_is_none_stays(items: str) -> None:
    text = f"kind: List\nitems: {items}\n"
    assert run(text).text == text


def test_the_first_fault_ends_the_run() -> None:
    with pytest.raises(InjectionError) as caught:
        run(f"{DEPLOYMENT}---\n{BAD}---\n{BROKEN}")
    assert str(caught.value.place) == "a.yaml:19:1"


def test_faults_are_collected_when_asked_and_their_documents_stay() -> None:
    found = run(f"{BROKEN}---\n{BAD}---\n{DEPLOYMENT}---\n- 1\n", keep_going=True)
    assert [str(fault.place) for fault in found.faults] == ["a.yaml:1:4", "a.yaml:4:1", "a.yaml:37:1"]
    assert [status for status, _ in statuses(found)] == ["failed", "failed", "injected", "failed"]
    assert found.text.startswith(f"{BROKEN}---\n{BAD}---\n# the shop\n")
    assert found.text.endswith("---\n- 1\n")


def test_a_broken_separator_stays_with_its_document() -> None:
    text = f"a: 1\n--- x\nb: 1\n---\n{DEPLOYMENT}"
    with pytest.raises(InputError):
        run(text)
    assert run(text, keep_going=True).text.startswith("a: 1\n--- x\nb: 1\n---\n# the shop\n")


def test_results_are_kept_for_patches_only() -> None:
    assert run(DEPLOYMENT).injected == []
    [kept] = run(DEPLOYMENT, keep_results=True).injected
    assert kept.before["metadata"]["name"] == "web"
    assert "initContainers" not in kept.before["spec"]["template"]["spec"]
    assert "initContainers" in kept.after["spec"]["template"]["spec"]


@pytest.mark.parametrize(
    ("text", "pods"), [(DEPLOYMENT, 3), (CRON_JOB, 1), (DEPLOYMENT.replace("replicas: 3", "replicas: 0"), 0)]
)
def test_the_cost_is_counted_for_the_pods_that_a_workload_asks_for(text: str, pods: int) -> None:
    [outcome] = run(text).outcomes
    assert (outcome.pods, outcome.cost.cpu_millis) == (pods, 100)


def test_a_document_that_has_to_be_written_afresh_says_so() -> None:
    found = run("# kept\nkind: Pod\n? spec\n: containers: [{name: a}]  # lost\n")
    assert found.notes == [
        "a.yaml:2: written afresh, without its comments: the change touches an anchor, alias or merge key"
    ]
    assert found.text.startswith("# kept\nkind: Pod\n")
    assert "lost" not in found.text


def test_a_pod_belongs_to_what_its_owner_reference_names() -> None:
    text = """\
apiVersion: v1
kind: Pod
metadata:
  generateName: web-5d4f-
  namespace: shop
  labels: {pod-template-hash: 5d4f}
  ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-5d4f, uid: u, controller: true}]
spec: {containers: [{name: app}]}
"""
    assert "kubernetes://apis/apps/v1/namespaces/shop/deployments/web" in run(text).text


def test_the_library_gives_text_outcomes_and_warnings() -> None:
    done = inject_text(f"{DEPLOYMENT}---\n{HOST_NETWORK}")
    assert [each.status for each in done.outcomes] == ["injected", "skipped"]
    assert done.warnings == ('===> Skipping injection because Deployment "shop/web" has host networking enabled',)
    with pytest.raises(InputError) as caught:
        inject_text(BROKEN, name="given")
    assert str(caught.value.place) == "given:1:4"
