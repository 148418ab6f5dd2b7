"""Our templates and the published ones give equal pods, over random values, mesh settings and pods.

Declared exceptions: ours put values in quotes, so text that YAML would take for something else stays text; a setting
that has to be there is empty, not `<no value>`, where a values document lacks it; and grpc-agent with status port 0
keeps the user's mounts as mounts, which the published one makes environment entries of.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest

from meshctl import template_files
from meshctl.errors import MeshctlError
from meshctl.injection.engine import inject
from meshctl.injection.istio.settings import IstioSettings
from meshctl.mesh.istio.injector_config import built_in_injector_config, join_values, load_injector_config
from meshctl.mesh.istio.mesh_config import load_mesh_config
from meshctl.yamlio import load_plain
from tests.conformance.comparison import difference
from tests.control_planes import control_plane, request_of
from tests.pods import Case, random_case, with_values
from tests.shared_data import shared_path

COUNT = 300
SHARDS = 2
# What our templates leave empty and the published ones fill with a mark of its absence.
REQUIRED = {"global.pilotCertProvider", "global.sds", "global.proxy.excludeOutboundPorts", "revision"}


@pytest.fixture(scope="module")
def cluster() -> Path:
    return shared_path("conformance/istio-inject/cluster")


@pytest.mark.parametrize("shard", range(SHARDS))
def test_both_template_sets_give_the_same_pod_or_both_refuse(cluster: Path, shard: int) -> None:
    for seed in range(shard, COUNT, SHARDS):
        case = random_case(seed)
        if not _loses_its_mounts(case):
            assert _mismatch(case, cluster, _base(cluster)) is None, f"seed {seed}"


def test_both_template_sets_cope_alike_with_values_that_are_missing(cluster: Path) -> None:
    for path in _paths(_base(cluster)):
        if path[0] == "sidecarInjectorWebhook" or any(".".join(path).startswith(name) for name in REQUIRED):
            continue
        for template in ("sidecar", "gateway", "grpc-agent", "grpc-simple"):
            case = copy.deepcopy(random_case(11))
            case.pod["metadata"]["annotations"] = {"inject.istio.io/templates": template}
            case.values.clear()
            for value in ("absent", None):
                found = _mismatch(case, cluster, _without(_base(cluster), path, value))
                assert found is None, f"{template}: {'.'.join(path)} {value}"


def _loses_its_mounts(case: Case) -> bool:
    annotations = case.pod["metadata"].get("annotations", {})
    port = annotations.get("status.sidecar.istio.io/port", str(case.values.get("global.proxy.statusPort")))
    asked = (
        annotations.get("inject.istio.io/templates"),
        annotations.get("sidecar.istio.io/userVolumeMount", "{}") != "{}",
    )
    return port == "0" and asked == ("grpc-agent", True)


def _mismatch(case: Case, cluster: Path, base: dict[str, Any]) -> str | None:
    values = with_values(base, {**case.values, "sidecarInjectorWebhook.templates": {"spire": _spire()}})
    try:
        ours, theirs = (_pod(case, settings) for settings in _both(case, cluster, values))
    except MeshctlError:
        return None  # values that no injector takes
    if isinstance(ours, str) or isinstance(theirs, str):
        return None if type(ours) is type(theirs) else f"ours: {ours}; theirs: {theirs}"
    return difference(ours, theirs)


def _both(case: Case, cluster: Path, values: dict[str, Any]) -> Iterator[IstioSettings]:
    mesh = load_mesh_config(load_plain(_text(cluster, "mesh"))).config
    own = built_in_injector_config(template_files.template_texts("istio"), values)
    yield control_plane(case, own, values, template_files.partial_texts("istio"), mesh)
    published = join_values(load_injector_config(_published(cluster)), values)
    yield control_plane(case, published, values, None, mesh)


def _pod(case: Case, settings: IstioSettings) -> Any:
    """The pod, or the message of the refusal."""
    try:
        return inject(request_of(case), settings).pod
    except MeshctlError as fault:
        return str(fault)


def _paths(values: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in values.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from _paths(value, (*above, key))


def _without(values: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(values)
    place = changed
    for key in path[:-1]:
        place = place[key]
    if value is None:
        place[path[-1]] = None
    else:
        del place[path[-1]]
    return changed


def _spire() -> str:
    return template_files.template_source("istio", "spire")


@cache
def _base(cluster: Path) -> dict[str, Any]:
    return cast("dict[str, Any]", load_plain(_text(cluster, "values")))


@cache
def _published(cluster: Path) -> Any:
    return load_plain(_text(cluster, "config"))


@cache
def _text(cluster: Path, name: str) -> str:
    return (cluster / name).read_text("utf-8")
