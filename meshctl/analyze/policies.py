"""Policies that pick workloads by labels: grouping by namespace, overlaps, selectors that pick nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0101
from meshctl.analyze.problem import Place
from meshctl.model.fields import dig, labels_of
from meshctl.model.gateways import selector_text
from meshctl.model.workloads import workload_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot
    from meshctl.model.workloads import Workload


def by_namespace(resources: Iterable[MeshResource]) -> dict[str, list[MeshResource]]:
    """Resources grouped by namespace, in order."""
    grouped: dict[str, list[MeshResource]] = {}
    for resource in resources:
        grouped.setdefault(resource.namespace, []).append(resource)
    return grouped


def match_labels(policy: MeshResource) -> dict[str, str]:
    """The labels by which a policy picks workloads, empty where it has no selector."""
    return labels_of(dig(policy.spec, "selector", "matchLabels"))


def rivals(group: Iterable[MeshResource], policy: MeshResource, message: str) -> tuple[Place, ...]:
    """The others of a group that contains `policy`, as related places."""
    return tuple(Place(resource=each, message=message) for each in group if each is not policy)


def overlaps(
    snapshot: Snapshot,
    policies: Iterable[MeshResource],
    selector: Callable[[MeshResource], dict[str, str]],
) -> Iterator[tuple[Workload, list[MeshResource]]]:
    """Each workload that several policies of its namespace select, with these policies in order."""
    chosen: dict[Workload, list[MeshResource]] = {}
    for policy in policies:
        for workload in snapshot.derived(workload_table).matching(selector(policy), policy.namespace):
            chosen.setdefault(workload, []).append(policy)
    return ((workload, group) for workload, group in chosen.items() if len(group) > 1)


def unmatched_selectors(snapshot: Snapshot, kind: str, labels: tuple[str, ...]) -> Iterator[Problem]:
    """IST0101 for each object of a kind whose labels, at that path of its spec, pick no workload of its namespace."""
    for policy in snapshot.every(kind):
        selector = labels_of(dig(policy.spec, *labels))
        if selector and not snapshot.derived(workload_table).any_matching(selector, policy.namespace):
            shown = selector_text(selector)
            yield IST0101.at(policy, ("spec", *labels), absent=True, reftype="workload with selector", refval=shown)


def joined_names(resources: Iterable[MeshResource]) -> str:
    """Sorted names, separated by commas."""
    return ", ".join(sorted(resource.name for resource in resources))
