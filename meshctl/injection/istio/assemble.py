"""Settings from parsed documents: what the command line and the webhook both do after reading theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from meshctl.gotemplate import Template, compile_template
from meshctl.injection.istio.decision import InjectionPolicy, parse_selectors
from meshctl.injection.istio.functions import istio_functions
from meshctl.injection.istio.settings import IstioSettings
from meshctl.injection.library import Library

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.gotemplate import FunctionSet
    from meshctl.mesh.istio.injector_config import InjectorConfig
    from meshctl.mesh.istio.mesh_config import MeshConfig
    from meshctl.mesh.istio.values import Values

# Compiles (name, text) with functions and associated texts; the command line puts a cache on disk here.
Compiler: TypeAlias = Callable[..., Template]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What does not stand in documents: revision, cluster and process facts the caller found out.

    `partials` are texts whose definitions every template may use; `environment` is what the template function `env`
    sees.
    """

    revision: str = ""
    native_sidecars: bool = True
    compliance_policy: str = ""
    platform: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    partials: Mapping[str, str] = field(default_factory=dict)
    compiler: Compiler = compile_template


def assemble(config: InjectorConfig, values: Values, mesh: MeshConfig, around: Surroundings) -> IstioSettings:
    """One control plane's settings; templates are compiled when first used (`library.compile_all` does it at once)."""
    functions = istio_functions(around.environment)
    return IstioSettings(
        library=Library(
            texts=config.templates,
            compile=_compiler(functions, around),
            defaults=config.default_templates,
            aliases=config.aliases,
        ),
        values=values,
        mesh=mesh,
        policy=InjectionPolicy(
            mode=config.policy,
            never=parse_selectors(config.never_inject_selector, "neverInjectSelector"),
            always=parse_selectors(config.always_inject_selector, "alwaysInjectSelector"),
        ),
        injected_annotations=config.injected_annotations,
        revision=around.revision,
        native_sidecars=around.native_sidecars,
        compliance_policy=around.compliance_policy,
        platform=around.platform,
    )


def _compiler(functions: FunctionSet, around: Surroundings) -> Callable[[str, str], Template]:
    def compile_one(name: str, text: str) -> Template:
        return around.compiler(name, text, functions, associated=around.partials)

    return compile_one
