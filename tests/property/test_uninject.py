"""Injection with a record, then uninject: the original bytes of files, the original value of pods."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from meshctl.errors import MeshctlError
from meshctl.injection.engine import inject
from meshctl.injection.family import Settings, family
from meshctl.injection.pod import find_pod
from meshctl.injection.request import Request
from meshctl.injection.uninject import recorded, uninject
from meshctl.manifests.sources import Source, read_source
from meshctl.offline.configuration import ConfigOptions
from meshctl.offline.families import load_family_settings
from meshctl.offline.session import run_source
from meshctl.offline.uninject import uninject_source
from tests.conformance.istio_inject import as_pod, documents
from tests.shared_data import conformance_root
from tests.unit.injection.linkerd.control_plane import linkerd_settings

SETTINGS: dict[str, Settings] = {
    "istio": load_family_settings(ConfigOptions()),
    "linkerd": linkerd_settings(),
    "linkerd annotate-only": linkerd_settings(annotate_only=True),
    "envoy": load_family_settings(ConfigOptions(family="envoy")),
}


def _inputs() -> Iterator[Path]:
    root = conformance_root()
    for folder in ("istio-inject", "linkerd-inject"):
        yield from sorted(path for path in (root / folder).rglob("*.y*ml") if "cluster" not in path.parts)


INPUTS = {str(path.relative_to(conformance_root())): path for path in _inputs()}
absent = pytest.mark.skipif(not INPUTS, reason="the published inputs are not beside this checkout")


@absent
@pytest.mark.parametrize("name", SETTINGS)
def test_uninject_gives_the_original_bytes_of_every_published_input(name: str) -> None:
    different = [label for label, path in INPUTS.items() if not _returns(path, SETTINGS[name])]
    assert different == []


def _returns(path: Path, settings: Settings) -> bool:
    try:
        source = read_source(str(path))
        injected = run_source(source, settings, record=True, keep_going=True)
    except MeshctlError:
        return True
    if not injected.changed:
        return True
    again = Source(name=source.name, text=injected.text)
    return uninject_source(again, keep_going=True).text == source.text


@absent
@pytest.mark.parametrize("name", ["istio", "linkerd"])
def test_the_recorded_inverse_gives_back_the_pod_of_the_webhook(name: str) -> None:
    settings = SETTINGS[name]
    mesh = family(settings.family)
    seen = 0
    for path in INPUTS.values():
        for workload in _workloads(path):
            pod, namespace = as_pod(workload)
            owner = mesh.owner_of_pod(pod, namespace=namespace)
            request = Request(
                pod=pod,
                workload=owner,
                front_end="webhook",
                namespace=namespace,
                namespace_annotations={"linkerd.io/inject": "enabled", "config.linkerd.io/skip-subnets": "10.0.0.0/8"},
            )
            try:
                result = inject(request, settings)
            except MeshctlError:
                continue
            if result.pod is result.original:
                continue
            before, after = cast("dict[str, Any]", result.original), cast("dict[str, Any]", result.pod)
            assert uninject(recorded(name, before, after)).manifest == before
            seen += 1
    assert seen > 20


def _workloads(path: Path) -> list[dict[str, Any]]:
    try:
        found = [each for each in documents(path.read_text("utf-8")) if isinstance(each, dict)]
        return [each for each in found if each.get("kind") != "List" and find_pod(each) is not None]
    except (MeshctlError, UnicodeDecodeError):
        return []
