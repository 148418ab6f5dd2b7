"""What an Istio control plane is told: templates, policy, values, mesh configuration."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from meshctl.inject.istio.decision import InjectionPolicy
from meshctl.inject.render import OverlayCache

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.inject.library import Library
    from meshctl.mesh.istio.mesh_config import MeshConfig
    from meshctl.mesh.istio.values import Values

OPENSHIFT: Final = "openshift"


@dataclass(frozen=True, slots=True, kw_only=True)
class IstioSettings:
    """One control plane's settings, parsed and checked; shared by all pods and never changed.

    `policy` is what the configuration says; the command line keeps its selectors and injects by default.
    `native_sidecars` is the result of detection, which a pod's annotation can override. `platform` is `openshift` or
    empty. `cache` keeps rendered overlays.
    """

    library: Library
    values: Values
    mesh: MeshConfig
    policy: InjectionPolicy = field(default_factory=InjectionPolicy)
    injected_annotations: Mapping[str, str] = field(default_factory=dict)
    revision: str = ""
    native_sidecars: bool = True
    compliance_policy: str = ""
    platform: str = ""
    cache: OverlayCache = field(default_factory=OverlayCache, repr=False, compare=False)

    @property
    def family(self) -> str:
        """The family these settings belong to."""
        return "istio"
