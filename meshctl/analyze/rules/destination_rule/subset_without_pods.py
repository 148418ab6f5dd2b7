"""A subset selects no pod.

## What it checks
The labels of each subset, together with those of the ServiceEntry's `workloadSelector`, are carried by some pod, pod
template, WorkloadEntry or ServiceEntry endpoint of the set. Labels of a pod's Node (region, zone, subzone) and its host
name count; where the set holds no Node they are taken for granted.

## Why it matters
Traffic for an empty subset is answered with 503.

## Example
Bad: the pods are labelled `version: v1` and `version: v2`.
```yaml
subsets:
- {name: v3, labels: {version: v3}}
```
Good:
```yaml
subsets:
- {name: v2, labels: {version: v2}}
```

## How to fix
Correct the labels, or lint the workloads along.

## Source
istio/istio pkg/config/analysis/analyzers/destinationrule/subset.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0173
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import labels_of, mapping, objects, text
from meshctl.model.kinds import DESTINATION_RULE, NODE, SERVICE_ENTRY, WORKLOAD_ENTRY
from meshctl.model.services import HOST_KINDS, export_to, service_index
from meshctl.model.workloads import WORKLOAD_KINDS, workload_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot
    from meshctl.model.workloads import Workload

META = RuleMeta(
    slug="destination-rule/subset-without-pods",
    messages=(IST0173,),
    kinds=(DESTINATION_RULE, NODE, WORKLOAD_ENTRY, *HOST_KINDS, *WORKLOAD_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0173/",
    analyzers=("destinationrule.SubsetSelectPodAnalyzer",),
)

REGION, ZONE, SUBZONE = "topology.kubernetes.io/region", "topology.kubernetes.io/zone", "topology.istio.io/subzone"
HOSTNAME = "kubernetes.io/hostname"


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a subset; rules whose host is unknown are another rule's matter."""
    index = snapshot.derived(service_index)
    for resource in snapshot.every(DESTINATION_RULE):
        entry = index.find(text(resource.spec.get("host")), resource.namespace, export_to(resource))
        if entry is None:
            continue
        for position, subset in objects(resource.spec.get("subsets")):
            labels = {**entry.selector, **labels_of(subset.get("labels"))}
            if not _selects_any(labels, snapshot):
                yield IST0173.at(
                    resource,
                    ("spec", "subsets", position, "labels"),
                    absent=True,
                    subset=text(subset.get("name")),
                )


def _selects_any(labels: dict[str, str], snapshot: Snapshot) -> bool:
    placed = {key: value for key, value in labels.items() if key in (REGION, ZONE, SUBZONE, HOSTNAME)}
    plain = {key: value for key, value in labels.items() if key not in placed}
    nodes = snapshot.derived(_node_labels)
    pods = snapshot.derived(workload_table).each_matching(plain)
    if any(not nodes or placed.items() <= _with_topology(pod, nodes).items() for pod in pods):
        return True
    return any(labels.items() <= known.items() for known in snapshot.derived(_endpoint_labels))


def _node_labels(snapshot: Snapshot) -> dict[str, dict[str, str]]:
    """Labels of each Node by its name."""
    return {node.name: node.labels for node in snapshot.of_kind(NODE)}


def _with_topology(pod: Workload, nodes: dict[str, dict[str, str]]) -> dict[str, str]:
    """A pod's labels and those its Node lends it; a subzone counts only beside a zone.

    Source: istio/istio pilot/pkg/serviceregistry/util/label.
    """
    node_name = text(pod.spec.get("nodeName"))
    node = nodes.get(node_name, {})
    lent = {key: node[key] for key in (REGION, ZONE) if node.get(key)}
    if node.get(ZONE) and node.get(SUBZONE):
        lent[SUBZONE] = node[SUBZONE]
    if node_name:
        lent[HOSTNAME] = node_name
    return {**pod.labels, **lent}


def _endpoint_labels(snapshot: Snapshot) -> list[dict[str, str]]:
    """Labels of endpoints that are no pods."""
    entries = [labels_of(each.spec.get("labels")) for each in snapshot.of_kind(WORKLOAD_ENTRY)]
    endpoints = (
        mapping(endpoint.get("labels"))
        for each in snapshot.of_kind(SERVICE_ENTRY)
        for _, endpoint in objects(each.spec.get("endpoints"))
    )
    return entries + [labels_of(labels) for labels in endpoints]
