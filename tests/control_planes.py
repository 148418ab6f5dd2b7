"""Control planes for the tests of injection: settings out of a case's values and mesh, templates compiled once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from meshctl import template_files
from meshctl.gotemplate import FunctionSet, Template, compile_template
from meshctl.injection.istio.assemble import Surroundings, assemble
from meshctl.injection.istio.settings import IstioSettings
from meshctl.injection.request import Request
from meshctl.mesh.istio.injector_config import InjectorConfig, built_in_injector_config
from meshctl.mesh.istio.mesh_config import MeshConfig, load_mesh_config
from meshctl.mesh.istio.values import load_values
from meshctl.yamlio import load_plain
from tests.pods import Case, with_values

_COMPILED: dict[tuple[str, str, bool], Template] = {}


@cache
def built_in_values() -> dict[str, Any]:
    """The values document that templates of ours come with; not to be changed."""
    return cast("dict[str, Any]", load_plain(template_files.data_text("istio", "values")))


def built_in_control_plane(case: Case) -> IstioSettings:
    """The settings of a case with our templates and our values."""
    values = with_values(built_in_values(), case.values)
    return control_plane(case, built_in_injector_config(_texts(), values), values, _partials())


def control_plane(
    case: Case,
    config: InjectorConfig,
    values: dict[str, Any],
    partials: Mapping[str, str] | None = None,
    mesh: MeshConfig | None = None,
) -> IstioSettings:
    """The settings of a case with any templates and values."""
    around = Surroundings(
        revision=case.revision,
        native_sidecars=case.native_sidecars,
        compliance_policy=case.compliance_policy,
        partials=partials or {},
        compiler=_compile_once,
    )
    return assemble(config, load_values(values), load_mesh_config(case.mesh, base=mesh).config, around)


def request_of(case: Case, pod: Any = None) -> Request:
    """The request of a case, for its own pod or for another one."""
    return Request(pod=case.pod if pod is None else pod, workload=case.workload, front_end=case.front_end)  # type: ignore[arg-type]


def _compile_once(name: str, text: str, functions: FunctionSet, *, associated: Mapping[str, str]) -> Template:
    key = (name, text, bool(associated))
    if key not in _COMPILED:
        _COMPILED[key] = compile_template(name, text, functions, associated=associated)
    return _COMPILED[key]


@cache
def _texts() -> dict[str, str]:
    return template_files.template_texts("istio")


@cache
def _partials() -> dict[str, str]:
    return template_files.partial_texts("istio")
