from __future__ import annotations

from meshctl.model.workloads import workload_table
from tests.unit.analyze.sets import snapshot

TEMPLATE = """
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web, namespace: shop}}
spec: {{template: {{metadata: {{labels: {labels}}}, spec: {{}}}}}}
---
apiVersion: v1
kind: Pod
metadata: {{name: web-1, namespace: shop, labels: {{app: web, pod-template-hash: x}}}}
"""


def names(labels: str) -> list[str]:
    table = workload_table(snapshot(TEMPLATE.format(labels=labels)))
    return [each.resource.name for each in table.all if each.namespace == "shop"]


def test_a_template_stands_aside_for_the_pods_that_were_made_of_it() -> None:
    assert names("{app: web}") == ["web-1"]


def test_a_template_without_labels_made_none_of_the_pods_and_stays() -> None:
    assert names("{}") == ["web-1", "web"]


def test_a_pod_without_labels_is_matched_by_an_empty_selector_alone() -> None:
    table = workload_table(snapshot("apiVersion: v1\nkind: Pod\nmetadata: {name: bare, namespace: shop}\n"))
    assert [each.resource.name for each in table.matching({}, "shop")] == ["bare"]
    assert table.matching({"app": "web"}, "shop") == []
    assert table.matching({}, "other") == []
