"""Running all rules over what was gathered, on every core where that pays."""

from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING

from meshctl.analyze.registry import RESOURCE_RULES, RULES
from meshctl.analyze.runner import check_resources, check_rules, selected_resource_rules, selected_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from meshctl.analyze.findings import Finding
    from meshctl.analyze.resource import MeshResource
    from meshctl.analyze.rule import RuleMeta
    from meshctl.analyze.settings import Settings
    from meshctl.analyze.snapshot import Snapshot

# Resources below which a second process costs more than it saves (`make bench`).
FORK_THRESHOLD = 400
_MOST_WORKERS = 8


def check(
    snapshots: Mapping[str, Snapshot], settings: Settings, linted: Callable[[MeshResource], bool]
) -> list[Finding]:
    """Findings of all wanted rules; per-resource layers look at `linted` resources only."""
    rules = selected_rules(RULES, settings)
    resource_rules = selected_resource_rules(RESOURCE_RULES, settings)
    subjects = [
        (resource, snapshot)
        for snapshot in snapshots.values()
        for resource in snapshot.resources
        if not resource.implicit and linted(resource)
    ]

    def over_set() -> list[Finding]:
        return list(check_rules(rules, snapshots))

    def over_resources(part: Sequence[tuple[MeshResource, Snapshot]]) -> list[Finding]:
        return [
            found for resource, snapshot in part for found in check_resources(resource_rules, (resource,), snapshot)
        ]

    workers = _workers(len(subjects))
    if workers == 1:
        return over_set() + over_resources(subjects)
    return _in_processes(over_set, over_resources, subjects, workers)


def rules_run(settings: Settings) -> list[RuleMeta]:
    """Facts about the rules that `check` runs."""
    chosen = [rule.META for rule in selected_rules(RULES, settings)]
    return chosen + [rule.META for rule in selected_resource_rules(RESOURCE_RULES, settings)]


def _workers(resources: int) -> int:
    if resources < FORK_THRESHOLD or not hasattr(os, "fork"):
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST_WORKERS)


def _in_processes(
    over_set: Callable[[], list[Finding]],
    over_resources: Callable[[Sequence[tuple[MeshResource, Snapshot]]], list[Finding]],
    subjects: Sequence[tuple[MeshResource, Snapshot]],
    workers: int,
) -> list[Finding]:
    """Resources shared out among forked children and this process, which also runs the rules over the set.

    Documents are inherited, never sent; children send findings.
    """
    parts = [subjects[number::workers] for number in range(workers)]
    children = [_fork(lambda part=part: over_resources(part)) for part in parts[1:]]  # type: ignore[misc]
    found = over_set() + over_resources(parts[0])
    for collect in children:
        found += collect()
    return found


def _fork(work: Callable[[], list[Finding]]) -> Callable[[], list[Finding]]:
    """Start `work` in a child; the result is a function that waits for its findings, working here if the child died."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _work_and_exit(work, reading, writing)
    os.close(writing)

    def collect() -> list[Finding]:
        with os.fdopen(reading, "rb") as stream:
            sent = stream.read()
        _, status = os.waitpid(child, 0)
        if status != 0 or not sent:
            return work()
        found: list[Finding] = pickle.loads(sent)  # noqa: S301  written by our own child
        return found

    return collect


def _work_and_exit(work: Callable[[], list[Finding]], reading: int, writing: int) -> None:
    """The child's whole life: it must never return into the caller's code."""
    status = 1
    try:
        os.close(reading)
        with os.fdopen(writing, "wb") as stream:
            stream.write(pickle.dumps(work(), protocol=pickle.HIGHEST_PROTOCOL))
        status = 0
    finally:
        os._exit(status)
