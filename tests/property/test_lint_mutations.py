"""No rule is brought down by a manifest of the wrong shape: values of every case are replaced at random, seeded."""

from __future__ import annotations

import random
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from meshctl.analyze.meshctl_messages import MSH0001
from meshctl.analyze.registry import all_rules, resource_rules
from meshctl.analyze.runner import check_resources, check_rules
from meshctl.analyze.settings import LintSettings
from meshctl.manifests.documents import read_documents
from meshctl.manifests.sources import read_source
from meshctl.model.loading import load_resources
from meshctl.model.resource import MeshResource, mesh_resource
from meshctl.model.snapshot import build_snapshots
from tests.rules.rule_case import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = sorted(FOLDER.rglob("*.yaml"))
ROUNDS = 10
STRANGE: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**70,
    1.5,
    "",
    "*",
    "a/b/c",
    "\x00",
    [],
    {},
    [None],
    [[]],
    {"": None},
    {"a": {"b": []}},
)


@pytest.mark.parametrize("seed", range(8))
def test_no_rule_crashes_on_values_of_the_wrong_shape(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  a test, not a secret
    crashes = [
        f"{path.name}: {found.message}"
        for path in FILES[seed::8]
        for _ in range(ROUNDS)
        for found in _findings(path, chance)
        if found.code == MSH0001.code
    ]

    assert crashes == []


def _findings(path: Path, chance: random.Random) -> Iterator[Any]:
    settings = LintSettings(complete=chance.random() < 0.5)
    documents = read_documents(read_source(str(path)))
    resources = [_mutated(each, chance) for each in load_resources(documents, settings)]
    snapshots = build_snapshots({"": resources}, settings)
    yield from check_rules(all_rules(), snapshots, settings)
    yield from check_resources(resource_rules(), resources, snapshots[""], settings)


def _mutated(resource: MeshResource, chance: random.Random) -> MeshResource:
    value: Any = _thawed(resource.value)
    for _ in range(chance.randint(1, 3)):
        holder, key = chance.choice(list(_slots(value)))
        if key not in ("apiVersion", "kind"):
            holder[key] = deepcopy(chance.choice(STRANGE))
    return mesh_resource(value, default_namespace="default", document=resource.document)


def _thawed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _thawed(entry) for key, entry in value.items()}
    return [_thawed(entry) for entry in value] if isinstance(value, list) else value


def _slots(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a value that holds another one."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in items:
        yield value, key
        yield from _slots(entry)
