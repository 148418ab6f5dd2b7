"""Running all rules over what was gathered, on every core where that pays."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.analyze.registry import resource_rules, rules_for
from meshctl.analyze.runner import check_resources, check_rules, selected_resource_rules, selected_rules
from meshctl.cli.linting.time_limit import SECONDS_FOR_RULE, SECONDS_TO_CHECK_RESOURCE, time_limit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from meshctl.analyze.findings import Finding
    from meshctl.analyze.rule import ResourceRule, Rule, RuleMeta
    from meshctl.analyze.settings import LintSettings
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

# Resources below which a second process costs more than it saves (`make bench`).
FORK_THRESHOLD = 400
_MOST_WORKERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenRules:
    """The rules of one run: those the user wants, of the subjects the set holds."""

    over_set: list[Rule]
    over_resources: list[ResourceRule]
    settings: LintSettings

    @property
    def metas(self) -> list[RuleMeta]:
        """Facts about all of them."""
        return [rule.META for rule in self.over_set] + [rule.META for rule in self.over_resources]


def choose_rules(snapshots: Mapping[str, Snapshot], settings: LintSettings) -> ChosenRules:
    """The rules to run over these snapshots."""
    kinds = {each.kind for snapshot in snapshots.values() for each in snapshot.resources if not each.implicit}
    return ChosenRules(
        over_set=selected_rules(rules_for(kinds), settings),
        over_resources=selected_resource_rules(resource_rules(), settings),
        settings=settings,
    )


def check(
    rules: ChosenRules,
    snapshots: Mapping[str, Snapshot],
    linted: Callable[[MeshResource], bool],
) -> list[Finding]:
    """Findings of the chosen rules; per-resource layers look at `linted` resources only."""
    subjects = [
        (resource, snapshot)
        for snapshot in snapshots.values()
        for resource in snapshot.resources
        if not resource.implicit and linted(resource)
    ]

    def over_set() -> list[Finding]:
        return [found for rule in rules.over_set for found in _within_limit(rule, snapshots, rules.settings)]

    def over_resources(part: Sequence[tuple[MeshResource, Snapshot]]) -> list[Finding]:
        return [found for each in part for found in _check_resource(rules, *each)]

    workers = _workers(len(subjects))
    if workers == 1:
        return over_set() + over_resources(subjects)
    return _in_processes(over_set, over_resources, subjects, workers)


def _within_limit(rule: Rule, snapshots: Mapping[str, Snapshot], settings: LintSettings) -> list[Finding]:
    # The runner turns a rule that is cut off into a finding, as one that crashes.
    with time_limit(SECONDS_FOR_RULE):
        return list(check_rules((rule,), snapshots, settings))


def _check_resource(rules: ChosenRules, resource: MeshResource, snapshot: Snapshot) -> list[Finding]:
    with time_limit(SECONDS_TO_CHECK_RESOURCE):
        return list(check_resources(rules.over_resources, (resource,), snapshot, rules.settings))


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
    """Resources shared out among forked children, while this process runs the rules over the set.

    The two take about as long on two cores. Documents are inherited, never sent; children send findings.
    """
    children = workers - 1
    parts = [subjects[number::children] for number in range(children)]
    waiting = [_fork(lambda part=part: over_resources(part)) for part in parts]  # type: ignore[misc]
    found = over_set()
    for collect in waiting:
        found += collect()
    return found


def _fork(work: Callable[[], list[Finding]]) -> Callable[[], list[Finding]]:
    """Start `work` in a child; the result is a function that waits for its findings, working here if the child died."""
    import pickle  # a single file never needs it

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
    import pickle

    status = 1
    try:
        os.close(reading)
        with os.fdopen(writing, "wb") as stream:
            stream.write(pickle.dumps(work(), protocol=pickle.HIGHEST_PROTOCOL))
        status = 0
    finally:
        os._exit(status)
