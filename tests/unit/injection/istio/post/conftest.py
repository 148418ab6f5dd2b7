"""A run of the post steps over a given pod."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from meshctl.injection.istio.run import Run
from meshctl.injection.istio.topology import Topology
from meshctl.mesh.istio.mesh_config import load_mesh_config
from meshctl.mesh.istio.values import load_values

MakeRun = Callable[..., Run]


@pytest.fixture
def make_run() -> MakeRun:
    """Builds a run from containers, annotations and settings; `status_port` and others go to the mesh."""

    def make(
        containers: list[dict[str, Any]] | None = None,
        *,
        annotations: dict[str, str] | None = None,
        init_containers: list[dict[str, Any]] | None = None,
        mesh: dict[str, Any] | None = None,
        values: dict[str, Any] | None = None,
        **more: Any,
    ) -> Run:
        pod: Any = {
            "metadata": {"annotations": dict(annotations or {})},
            "spec": {"containers": containers or [], "initContainers": init_containers or []},
        }
        more.setdefault("original", pod)
        more.setdefault("template_pod", {})
        more.setdefault("topology", Topology())
        return Run(pod=pod, mesh=load_mesh_config(mesh or {}).config, values=load_values(values or {}), **more)

    return make
