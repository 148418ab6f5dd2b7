"""Published cases of choosing and merging small templates, through the engine as the webhook calls it."""

from __future__ import annotations

from typing import Any

from meshctl.errors import MeshctlError
from meshctl.injection.engine import inject
from meshctl.injection.istio.assemble import Surroundings, assemble
from meshctl.injection.istio.owner import owner_of_pod
from meshctl.injection.istio.settings import IstioSettings
from meshctl.injection.request import Request
from meshctl.mesh.istio.injector_config import load_injector_config
from meshctl.mesh.istio.mesh_config import built_in_mesh_config
from meshctl.mesh.istio.values import load_values
from tests.conformance.comparison import difference
from tests.conformance.published import Case, Mismatch

FILE = "istio-inject/templates.json"
_STATUS = "sidecar.istio.io/status"


def run_case(case: Case) -> Mismatch:
    """What differs from the published pod or error."""
    try:
        injected = _inject(case)
    except MeshctlError as fault:
        wanted = case.get("error_contains")
        return None if wanted is not None and wanted in str(fault) else f"unexpected error: {fault}"
    if case.get("expect_error"):
        return "expected an error, found none"
    injected["metadata"]["annotations"].pop(_STATUS)
    return difference(injected, case["expected"])


def _inject(case: Case) -> Any:
    request = Request(pod=case["pod"], workload=owner_of_pod(case["pod"]), front_end="webhook")
    return inject(request, _settings(case)).pod


def _settings(case: Case) -> IstioSettings:
    keys = ("templates", "aliases", "defaultTemplates")
    config = load_injector_config({"policy": "enabled", **{key: case[key] for key in keys if key in case}})
    return assemble(config, load_values({}), built_in_mesh_config(), Surroundings(native_sidecars=False))
