"""Policies that pick workloads by labels: grouping by namespace, overlaps, selectors that pick nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.workloads import workload_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from meshctl.analyze.resource import MeshResource
    from meshctl.analyze.snapshot import Snapshot
    from meshctl.analyze.workloads import Workload


def by_namespace(resources: Iterable[MeshResource]) -> dict[str, list[MeshResource]]:
    """Resources grouped by namespace, in order."""
    grouped: dict[str, list[MeshResource]] = {}
    for resource in resources:
        grouped.setdefault(resource.namespace, []).append(resource)
    return grouped


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


def joined_names(resources: Iterable[MeshResource]) -> str:
    """Sorted names, separated by commas."""
    return ", ".join(sorted(resource.name for resource in resources))
